package dev.nasnet.export.onnx;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.int8.TensorScale;
import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import dev.nasnet.export.onnx.proto.TensorShapeProto;
import dev.nasnet.export.onnx.proto.TypeProto;
import dev.nasnet.export.onnx.proto.ValueInfoProto;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A serving form as ONNX's graph: channels first within, whatever the images are, and transposed
 * only at the border.
 */
final class OnnxGraph {
  private static final TensorProto.DataType FLOAT = TensorProto.DataType.FLOAT;

  private final LayeredNetwork network;
  private final OnnxOptions options;
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Nodes nodes = new Nodes(graph);
  private final IntegerNodes integers;
  private final LayerNodes layers;

  private OnnxGraph(
      LayeredNetwork network, OnnxOptions options, Optional<IntegerNetwork> integers) {
    this.network = network;
    this.options = options;
    this.integers = new IntegerNodes(nodes, integers);
    layers =
        new LayerNodes(
            network,
            nodes,
            isMapTheOutput() ? Map.of(network.output().name(), Names.FEATURES) : Map.of(),
            options.isFloat16(),
            this.integers);
  }

  /**
   * The graph.
   *
   * @param network a serving form
   * @param weights just the network's
   * @param integers the same network in integers, or none
   */
  static GraphProto of(
      LayeredNetwork network,
      Weights weights,
      OnnxOptions options,
      Optional<IntegerNetwork> integers) {
    OnnxGraph made = new OnnxGraph(network, options, integers);
    made.graph.setName(network.spec().notation());
    Initializers initializers = new Initializers(weights, options.isFloat16());
    made.graph.addAllInitializer(initializers.of(made.integers.floats(network)));
    made.image();
    network.layers().stream().skip(1).forEach(made::layer);
    if (!(network.spec().head() instanceof Head.Classifier)) {
      made.features();
    }
    return made.graph.build();
  }

  private void image() {
    Layer input = network.input();
    TensorProto.DataType type = type(options.isUint8());
    graph.addInput(value(Names.IMAGE, type, inLayout(input.output())));
    String tensor = Names.IMAGE;
    if (!options.isNchw()) {
      long[] channelsFirst = {0, 3, 1, 2};
      tensor = nodes.add("Transpose", "image/nchw", tensor, Nodes.integers("perm", channelsFirst));
    }
    if (integers.io().isInteger()) {
      layers.put(input, integers.fromImage(input.name(), tensor));
      return;
    }
    if (options.isUint8()) {
      tensor = scaled(tensor);
    }
    if (options.isFloat16()) {
      String name = "image/float16";
      tensor = nodes.cast(name, tensor, name, TensorProto.DataType.FLOAT16);
    }
    layers.put(input, integers.rounded(input.name(), tensor));
  }

  /** The type of an image, or of an output that is no image. */
  private TensorProto.DataType type(boolean isUint8) {
    return switch (integers.io()) {
      case INT8 -> TensorProto.DataType.INT8;
      case UINT8 -> TensorProto.DataType.UINT8;
      case FLOAT32 -> isUint8 ? TensorProto.DataType.UINT8 : FLOAT;
    };
  }

  /** The same two operations as Keras's preprocessing, so that both round alike. */
  private String scaled(String bytes) {
    String floats = nodes.cast("image/float32", bytes, "image/float32", FLOAT);
    String divisor = nodes.constant(Initializers.number("image/divisor", 127.5f));
    String one = nodes.constant(Initializers.number("image/one", 1));
    nodes.add("Div", "image/quotient", List.of(floats, divisor), "image/quotient");
    return nodes.add("Sub", "image/scaled", List.of("image/quotient", one), "image/scaled");
  }

  private void layer(Layer layer) {
    if (layer instanceof WeightedLayer.Dense dense) {
      classifier(dense);
    } else if (layer instanceof Layer.GlobalAveragePooling2D) {
      pooled(layer, "GlobalAveragePool");
    } else if (layer instanceof Layer.GlobalMaxPooling2D) {
      pooled(layer, "GlobalMaxPool");
    } else {
      layers.add(layer);
    }
  }

  /** Whether the last feature map is an output as it is. */
  private boolean isMapTheOutput() {
    return network.output().output().isMap()
        && options.isNchw()
        && !options.isFloat16()
        && integers.scale(network.output().name()).isEmpty();
  }

  private void pooled(Layer layer, String op) {
    String map = float32(layer.inputs().get(0), layer.inputs().get(0) + "/float32");
    String pooled = nodes.add(op, layer.name(), List.of(map), layer.name() + "/map");
    boolean isOutput = layer.equals(network.output()) || options.features();
    boolean isRounded = integers.scale(layer.name()).isPresent();
    String output = isOutput && !isRounded ? Names.FEATURES : layer.name();
    String flatten = layer.name() + "/flatten";
    nodes.add("Flatten", flatten, List.of(pooled), output, Nodes.integer("axis", 1));
    layers.put(layer, integers.rounded(layer.name(), output));
    if (isOutput && isRounded) {
      output(layer.name(), layers.tensor(layer.name()), Names.FEATURES);
    }
  }

  /** Adds an output of the file, the values of which have been rounded. */
  private void output(String layer, String tensor, String output) {
    if (integers.io().isInteger()) {
      integers.toOutput(tensor, integers.scale(layer).orElseThrow(), output);
    } else {
      nodes.add("Identity", output + "/rounded", List.of(tensor), output);
    }
  }

  private void classifier(WeightedLayer.Dense layer) {
    List<String> inputs = new ArrayList<>(List.of(layers.tensor(layer.inputs().get(0))));
    if (integers.has(layer)) {
      inputs.addAll(integers.weights(layer));
    } else {
      inputs.addAll(List.of(layer.name() + "/kernel", layer.name() + "/bias"));
    }
    boolean isRounded = integers.scale(layer.name()).isPresent();
    String logits =
        nodes.add("Gemm", layer.name(), inputs, isRounded ? layer.name() : Names.LOGITS);
    if (isRounded) {
      logits = integers.rounded(layer.name(), logits);
      output(layer.name(), logits, Names.LOGITS);
    }
    boolean isInteger = integers.io().isInteger();
    probabilities(layer, logits, isInteger ? layer.name() + "/float32" : Names.PROBABILITIES);
    if (isInteger) {
      integers.toOutput(layer.name() + "/float32", TensorScale.PROBABILITIES, Names.PROBABILITIES);
    }
    graph.addOutput(value(Names.LOGITS, type(false), layer.output()));
    graph.addOutput(value(Names.PROBABILITIES, type(false), layer.output()));
    if (options.features()) {
      OutputShape shape = network.layer(layer.inputs().get(0)).output();
      graph.addOutput(value(Names.FEATURES, type(false), shape));
    }
  }

  private void probabilities(WeightedLayer.Dense layer, String logits, String output) {
    if (layer.activation() == HeadActivation.SIGMOID) {
      nodes.add("Sigmoid", layer.name() + "/sigmoid", List.of(logits), output);
    } else {
      String softmax = layer.name() + "/softmax";
      nodes.add("Softmax", softmax, List.of(logits), output, Nodes.integer("axis", 1));
    }
  }

  /** Without a classifier: brings the last feature map into the layout of the images. */
  private void features() {
    Layer output = network.output();
    boolean isInteger = integers.io().isInteger();
    if (output.output().isMap() && !isMapTheOutput()) {
      String last = isInteger ? Names.FEATURES + "/float32" : Names.FEATURES;
      String map = float32(output.name(), options.isNchw() ? last : output.name() + "/float32");
      if (!options.isNchw()) {
        long[] channelsLast = {0, 2, 3, 1};
        map =
            nodes.add(
                "Transpose",
                "features/nhwc",
                List.of(map),
                last,
                Nodes.integers("perm", channelsLast));
      }
      if (isInteger) {
        integers.toOutput(map, integers.scale(output.name()).orElseThrow(), Names.FEATURES);
      } else if (!map.equals(Names.FEATURES)) {
        nodes.add("Identity", "features/rounded", List.of(map), Names.FEATURES);
      }
    }
    graph.addOutput(value(Names.FEATURES, type(false), inLayout(output.output())));
  }

  private String float32(String layer, String output) {
    String tensor = layers.tensor(layer);
    return options.isFloat16() ? nodes.cast(layer + "/float32", tensor, output, FLOAT) : tensor;
  }

  private OutputShape inLayout(OutputShape shape) {
    return shape.isMap() && options.isNchw()
        ? new OutputShape(List.of(shape.channels(), shape.height(), shape.width()))
        : shape;
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, OutputShape shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    dimensions.addDimBuilder().setDimParam(Names.BATCH);
    shape.dimensions().forEach(size -> dimensions.addDimBuilder().setDimValue(size));
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dimensions).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
