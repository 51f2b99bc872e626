package dev.nasnet.export.onnx.evaluator;

import dev.nasnet.export.onnx.proto.NodeProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import dev.nasnet.internal.evaluator.FeatureMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes {@code QuantizeLinear} and {@code DequantizeLinear} in plain Java. */
final class Integers {
  private static final int LEAST = -128;
  private static final int STEPS = 255;

  private final Map<String, float[]> constants;
  private final Set<String> unsigned = new HashSet<>();

  /**
   * Creates an evaluator.
   *
   * @param constants the values of all initializers, to which dequantized ones are added
   */
  Integers(List<TensorProto> initializers, Map<String, float[]> constants) {
    this.constants = constants;
    initializers.stream()
        .filter(tensor -> tensor.getDataType() == TensorProto.DataType.UINT8.getNumber())
        .forEach(tensor -> unsigned.add(tensor.getName()));
  }

  static boolean has(NodeProto node) {
    return node.getOpType().equals("QuantizeLinear") || node.getOpType().equals("DequantizeLinear");
  }

  /** Dequantizes a constant with one scale for each channel of its first or last dimension. */
  void addConstant(NodeProto node) {
    boolean isSymmetric = true;
    for (float zero : constant(node, 2)) {
      isSymmetric &= zero == 0;
    }
    if (!node.getOpType().equals("DequantizeLinear") || !isSymmetric) {
      throw new IllegalArgumentException("it has no input for " + node.getName());
    }
    float[] integers = constant(node, 0);
    float[] scales = constant(node, 1);
    boolean isFirst = node.getAttribute(0).getI() == 0;
    int width = integers.length / scales.length;
    float[] values = new float[integers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = integers[i] * scales[isFirst ? i / width : i % scales.length];
    }
    constants.put(node.getOutput(0), values);
  }

  /** Computes a node with one scale. */
  FeatureMap compute(NodeProto node, FeatureMap x) {
    float scale = constant(node, 1)[0];
    float zero = constant(node, 2)[0];
    int least = unsigned.contains(node.getInput(2)) ? 0 : LEAST;
    boolean isQuantize = node.getOpType().equals("QuantizeLinear");
    float[] values = x.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          isQuantize
              ? (float)
                  Math.max(least, Math.min(least + STEPS, Math.rint(values[i] / scale) + zero))
              : (values[i] - zero) * scale;
    }
    return x.with(values);
  }

  /** Returns an initializer's integers. */
  static float[] values(TensorProto tensor) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int type = tensor.getDataType();
    if (type == TensorProto.DataType.INT32.getNumber()) {
      float[] values = new float[bytes.remaining() / Integer.BYTES];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getInt();
      }
      return values;
    }
    boolean isUnsigned = type == TensorProto.DataType.UINT8.getNumber();
    if (!isUnsigned && type != TensorProto.DataType.INT8.getNumber()) {
      throw new IllegalArgumentException(tensor.getName() + " has another type");
    }
    float[] values = new float[bytes.remaining()];
    for (int i = 0; i < values.length; i++) {
      byte one = bytes.get();
      values[i] = isUnsigned ? Byte.toUnsignedInt(one) : one;
    }
    return values;
  }

  private float[] constant(NodeProto node, int input) {
    float[] values = input < node.getInputCount() ? constants.get(node.getInput(input)) : null;
    if (values == null || values.length == 0) {
      throw new IllegalArgumentException("%s has no scale".formatted(node.getName()));
    }
    return values;
  }
}
