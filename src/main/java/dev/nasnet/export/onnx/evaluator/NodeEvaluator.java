package dev.nasnet.export.onnx.evaluator;

import dev.nasnet.architecture.Border;
import dev.nasnet.export.numbers.Float16;
import dev.nasnet.export.numbers.Transposition;
import dev.nasnet.export.onnx.proto.AttributeProto;
import dev.nasnet.export.onnx.proto.NodeProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import dev.nasnet.internal.evaluator.FeatureMap;
import dev.nasnet.internal.evaluator.FeatureMapOps;
import dev.nasnet.internal.evaluator.SlidingWindow;
import dev.nasnet.internal.evaluator.WindowOps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes one node of a graph as {@code OnnxGraph} writes them. */
final class NodeEvaluator {
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "axis",
          "count_include_pad",
          "dilations",
          "group",
          "kernel_shape",
          "pads",
          "perm",
          "strides",
          "to");

  private final Map<String, float[]> constants = new HashMap<>();
  private final Integers integers;

  NodeEvaluator(List<TensorProto> initializers) {
    initializers.forEach(tensor -> constants.put(tensor.getName(), values(tensor)));
    integers = new Integers(initializers, constants);
  }

  /** Computes a node that reads constants alone. */
  void addConstant(NodeProto node) {
    integers.addConstant(node);
  }

  /**
   * One image's tensor.
   *
   * @param map its values, and its sizes
   * @param channelsLast whether the values are in the order {@code [H, W, C]}
   * @param isHalf whether it is float16
   */
  record Tensor(FeatureMap map, boolean channelsLast, boolean isHalf) {
    Tensor with(FeatureMap other) {
      return new Tensor(isHalf ? rounded(other) : other, channelsLast, isHalf);
    }

    private static FeatureMap rounded(FeatureMap map) {
      float[] values = map.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = Float16.round(values[i]);
      }
      return map.with(values);
    }
  }

  /**
   * Computes a node.
   *
   * @param inputs those of its inputs that are no constants
   * @throws IllegalArgumentException if the node is none that {@code OnnxGraph} writes
   */
  Tensor compute(NodeProto node, List<Tensor> inputs) {
    if (Integers.has(node)) {
      return inputs.get(0).with(integers.compute(node, inputs.get(0).map));
    }
    requireKnown(node);
    Tensor x = inputs.get(0);
    if (node.getOpType().equals("Transpose")) {
      return transposed(x, integers(node, "perm"));
    } else if (node.getOpType().equals("Cast")) {
      long type = attribute(node, "to").getI();
      boolean half = type == TensorProto.DataType.FLOAT16.getNumber();
      return new Tensor(x.map, x.channelsLast, half).with(x.map);
    }
    List<FeatureMap> maps = inputs.stream().map(Tensor::map).toList();
    return x.with(node.getOpType().contains("Pool") ? pool(node, x.map) : map(node, maps));
  }

  private FeatureMap map(NodeProto node, List<FeatureMap> inputs) {
    FeatureMap x = inputs.get(0);
    return switch (node.getOpType()) {
      case "Conv" -> convolution(node, x);
      case "Clip" -> atLeast(x, constant(node, 1));
      case "Relu" -> FeatureMapOps.relu(x);
      case "Add" -> FeatureMapOps.sum(x, inputs.get(1));
      case "Concat" -> FeatureMapOps.beside(inputs);
      case "Max" -> atLeast(x, constant(node, 1));
      case "Div" -> each(x, constant(node, 1)[0], 0);
      case "Sub" -> each(x, 1, constant(node, 1)[0]);
      case "Identity" -> x;
      case "Flatten" -> FeatureMap.vector(x.values());
      case "Gemm" -> FeatureMapOps.dense(x, constant(node, 1), constant(node, 2));
      case "Sigmoid" -> FeatureMapOps.sigmoid(x);
      case "Softmax" -> FeatureMapOps.softmax(x);
      default ->
          throw new IllegalArgumentException("it has a node of the kind " + node.getOpType());
    };
  }

  private FeatureMap pool(NodeProto node, FeatureMap x) {
    return switch (node.getOpType()) {
      case "MaxPool" -> WindowOps.maximum(x, window(node));
      case "AveragePool" -> WindowOps.average(x, window(node), countsPads(node));
      case "GlobalAveragePool" -> FeatureMapOps.means(x);
      case "GlobalMaxPool" -> FeatureMapOps.largest(x);
      default ->
          throw new IllegalArgumentException("it has a node of the kind " + node.getOpType());
    };
  }

  private FeatureMap convolution(NodeProto node, FeatureMap x) {
    float[] kernel = constant(node, 1);
    FeatureMap sums =
        attribute(node, "group").getI() == 1
            ? WindowOps.convolution(x, kernel, window(node))
            : WindowOps.depthwise(x, kernel, window(node));
    return node.getInputCount() > 2 ? WindowOps.plus(sums, constant(node, 2)) : sums;
  }

  private static boolean countsPads(NodeProto node) {
    return node.getAttributeList().stream()
        .anyMatch(a -> a.getName().equals("count_include_pad") && a.getI() == 1);
  }

  private static SlidingWindow window(NodeProto node) {
    List<Integer> kernel = integers(node, "kernel_shape");
    List<Integer> pads = integers(node, "pads");
    boolean isDilated =
        node.getAttributeList().stream().anyMatch(a -> a.getName().equals("dilations"));
    return new SlidingWindow(
        kernel.get(0),
        kernel.get(1),
        integers(node, "strides").get(0),
        new Border(pads.get(0), pads.get(2), pads.get(1), pads.get(3)),
        isDilated ? integers(node, "dilations").get(0) : 1);
  }

  private static FeatureMap atLeast(FeatureMap x, float[] least) {
    float[] values = x.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i], least[i % least.length]);
    }
    return x.with(values);
  }

  private static FeatureMap each(FeatureMap x, float divisor, float subtrahend) {
    float[] values = x.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] / divisor - subtrahend;
    }
    return x.with(values);
  }

  /** What is not followed would be a wrong result. */
  private static void requireKnown(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      boolean isOtherAxis = attribute.getName().equals("axis") && attribute.getI() != 1;
      if (!ATTRIBUTES.contains(attribute.getName()) || isOtherAxis) {
        throw new IllegalArgumentException(
            "%s has the attribute %s %d"
                .formatted(node.getName(), attribute.getName(), attribute.getI()));
      }
    }
  }

  private static Tensor transposed(Tensor x, List<Integer> order) {
    FeatureMap map = x.map;
    if (!order.equals(x.channelsLast ? List.of(0, 3, 1, 2) : List.of(0, 2, 3, 1))) {
      throw new IllegalArgumentException("a transposition has the order " + order);
    }
    float[] values =
        x.channelsLast
            ? Transposition.of(map.values(), map.pixels(), map.channels())
            : FeatureMapOps.channelsLast(map);
    return new Tensor(map.with(values), !x.channelsLast, x.isHalf);
  }

  private float[] constant(NodeProto node, int input) {
    String name = node.getInput(input);
    float[] values = constants.get(name);
    if (values == null) {
      throw new IllegalArgumentException("it has no weights " + name);
    }
    return values;
  }

  private static AttributeProto attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("a node has no attribute %s".formatted(name)));
  }

  private static List<Integer> integers(NodeProto node, String name) {
    return attribute(node, name).getIntsList().stream().map(Math::toIntExact).toList();
  }

  private static float[] values(TensorProto tensor) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int type = tensor.getDataType();
    if (type == TensorProto.DataType.FLOAT.getNumber()) {
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      return values;
    }
    if (type != TensorProto.DataType.FLOAT16.getNumber()) {
      return Integers.values(tensor);
    }
    float[] values = new float[bytes.remaining() / Short.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float16.value(bytes.getShort());
    }
    return values;
  }
}
