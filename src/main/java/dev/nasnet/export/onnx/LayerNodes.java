package dev.nasnet.export.onnx;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import dev.nasnet.export.onnx.proto.AttributeProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The feature maps' layers as nodes {@code [N, C, H, W]}. A node and its tensor have the layer's
 * name, a weight that of its variable.
 */
final class LayerNodes {
  private final LayeredNetwork network;
  private final Nodes nodes;
  private final Map<String, String> renamed;
  private final boolean isFloat16;
  private final IntegerNodes integers;
  private final Map<String, String> tensors = new HashMap<>();

  /**
   * Creates the nodes of a network.
   *
   * @param renamed the names of tensors that are not called as their layers
   * @param isFloat16 whether the tensors are float16; else they are float32
   * @param integers the tensors and weights that are rounded to integers
   */
  LayerNodes(
      LayeredNetwork network,
      Nodes nodes,
      Map<String, String> renamed,
      boolean isFloat16,
      IntegerNodes integers) {
    this.network = network;
    this.nodes = nodes;
    this.renamed = renamed;
    this.isFloat16 = isFloat16;
    this.integers = integers;
  }

  /** Takes a tensor as the output of a layer. */
  void put(Layer layer, String tensor) {
    tensors.put(layer.name(), tensor);
  }

  /** A layer's tensor; layers of zeros have none, since what reads them adds the zeros itself. */
  String tensor(String layer) {
    String tensor = tensors.get(layer);
    if (tensor == null) {
      throw new IllegalStateException("nothing computes " + layer);
    }
    return tensor;
  }

  /** Adds a layer; its inputs must have been added before. */
  void add(Layer layer) {
    if (!(layer instanceof Layer.ZeroPadding2D)) {
      put(layer, integers.rounded(layer.name(), node(layer)));
    }
  }

  private String node(Layer layer) {
    if (layer instanceof WeightedLayer.Conv2D conv) {
      return convolution(layer, conv.window(), 1);
    } else if (layer instanceof WeightedLayer.DepthwiseConv2D depthwise) {
      return convolution(layer, depthwise.window(), layer.output().channels());
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      return averagePool(pool);
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      return maxPool(pool);
    } else if (layer instanceof Layer.Activation) {
      return relu(layer);
    } else if (layer instanceof Layer.Add && layer.inputs().size() == 2) {
      return node("Add", layer, inputs(layer), List.of());
    } else if (layer instanceof Layer.Concatenate) {
      return node("Concat", layer, inputs(layer), List.of(Nodes.integer("axis", 1)));
    }
    throw new IllegalStateException("the serving form has no " + layer);
  }

  /** OpenVINO 2026.4.1 crashes while it compiles a Relu between two roundings, but not a Clip. */
  private String relu(Layer layer) {
    List<String> inputs = new ArrayList<>(inputs(layer));
    if (integers.scale(layer.inputs().get(0)).isEmpty()) {
      return node("Relu", layer, inputs, List.of());
    }
    inputs.add(nodes.constant(Initializers.number("clip/least", 0)));
    return node("Clip", layer, inputs, List.of());
  }

  private String convolution(Layer layer, Window window, int groups) {
    Zeros zeros = zeros(layer, window);
    List<String> inputs = new ArrayList<>(List.of(zeros.tensor));
    if (integers.has(layer)) {
      inputs.addAll(integers.weights(layer));
    } else {
      layer.variables().forEach(variable -> inputs.add(variable.name()));
    }
    List<AttributeProto> attributes = window(window, zeros.border);
    attributes.add(Nodes.integer("group", groups));
    if (window.dilation() > 1) {
      attributes.add(Nodes.integers("dilations", window.dilation(), window.dilation()));
    }
    return node("Conv", layer, inputs, attributes);
  }

  /** SAME leaves zeros out of the average; zeros of a layer before it count. */
  private String averagePool(Layer.AveragePooling2D layer) {
    Window window = layer.window();
    if (window.padding() == Padding.SAME) {
      Border border = window.border(input(layer).output());
      return node("AveragePool", layer, inputs(layer), window(window, border));
    }
    Zeros zeros = zeros(layer, window);
    List<AttributeProto> attributes = window(window, zeros.border);
    attributes.add(Nodes.integer("count_include_pad", 1));
    return node("AveragePool", layer, List.of(zeros.tensor), attributes);
  }

  private String node(
      String op, Layer layer, List<String> inputs, List<AttributeProto> attributes) {
    return nodes.add(
        op,
        layer.name(),
        inputs,
        renamed.getOrDefault(layer.name(), layer.name()),
        attributes.toArray(AttributeProto[]::new));
  }

  private static List<AttributeProto> window(Window window, Border border) {
    return new ArrayList<>(
        List.of(
            Nodes.integers("kernel_shape", window.height(), window.width()),
            Nodes.integers("pads", border.top(), border.left(), border.bottom(), border.right()),
            Nodes.integers("strides", window.stride(), window.stride())));
  }

  /**
   * The largest pixel of each window, and of the zeros of a layer before it. MaxPool's own padding
   * does not count, and ONNX Runtime 1.17 to 1.26, as other optimizers, takes a Pad of zeros before
   * it for such padding; so the zeros come behind it.
   */
  private String maxPool(Layer.MaxPooling2D layer) {
    Zeros zeros = zeros(layer, layer.window());
    List<AttributeProto> attributes = window(layer.window(), zeros.border);
    if (!(input(layer) instanceof Layer.ZeroPadding2D)) {
      return node("MaxPool", layer, List.of(zeros.tensor), attributes);
    }
    String windows =
        nodes.add(
            "MaxPool",
            layer.name(),
            List.of(zeros.tensor),
            layer.name() + "/windows",
            attributes.toArray(AttributeProto[]::new));
    TensorProto seen = BorderZeros.of(layer, zeros.border, zeros.unpadded, isFloat16);
    List<String> inputs = List.of(windows, nodes.constant(seen));
    return nodes.add("Max", layer.name() + "/zeros", inputs, layer.name());
  }

  /**
   * What a window reads, and the zeros that it adds around it.
   *
   * @param unpadded the tensor's shape
   */
  private record Zeros(String tensor, OutputShape unpadded, Border border) {}

  /** The zeros of SAME and those of a layer before the window, which the node adds itself. */
  private Zeros zeros(Layer layer, Window window) {
    Layer input = input(layer);
    Border same = window.border(input.output());
    if (input instanceof Layer.ZeroPadding2D pad) {
      Layer source = input(pad);
      return new Zeros(tensor(source.name()), source.output(), sum(pad.border(), same));
    }
    return new Zeros(tensor(input.name()), input.output(), same);
  }

  private static Border sum(Border one, Border other) {
    return new Border(
        one.top() + other.top(),
        one.bottom() + other.bottom(),
        one.left() + other.left(),
        one.right() + other.right());
  }

  private Layer input(Layer layer) {
    return network.layer(layer.inputs().get(0));
  }

  private List<String> inputs(Layer layer) {
    return layer.inputs().stream().map(this::tensor).toList();
  }
}
