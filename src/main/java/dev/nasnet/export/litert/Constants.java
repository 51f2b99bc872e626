package dev.nasnet.export.litert;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.VariableSpec.Role;
import dev.nasnet.export.int8.IntegerKernel;
import dev.nasnet.export.numbers.Transposition;
import dev.nasnet.weights.Weights;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The weights as LiteRT's constants: kernels {@code [out, k, k, in]}, {@code [1, k, k, c]}. */
final class Constants {
  /** The dimension of the channels in {@code [1, k, k, c]}. */
  private static final int CHANNELS_OF_DEPTHWISE = 3;

  private static final GraphParts.Code FROM_FLOAT16 =
      new GraphParts.Code(Schema.BuiltinOperator.DEQUANTIZE, 3);

  private final GraphParts parts;
  private final Weights weights;
  private final boolean isFloat16;

  Constants(GraphParts parts, Weights weights, boolean isFloat16) {
    this.parts = parts;
    this.weights = weights;
    this.isFloat16 = isFloat16;
  }

  /** Adds a variable and returns the index of its float32 tensor. */
  int variable(VariableSpec variable) {
    return floats(variable.name(), shape(variable), values(variable));
  }

  /**
   * Adds a layer's kernel in int8 and its bias in int32, and returns the indices of both.
   *
   * @param input the scale of the layer's input
   */
  List<Integer> integers(Layer layer, IntegerKernel kernel, float input) {
    VariableSpec variable = layer.variables().get(0);
    boolean isDepthwise = variable.role() == Role.DEPTHWISE_KERNEL;
    float[] ordered = ordered(variable, kernel.integers());
    byte[] bytes = new byte[ordered.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ordered[i];
    }
    int weights =
        parts.constant(
            variable.name(),
            Schema.TensorType.INT8,
            shape(variable),
            ByteBuffer.wrap(bytes),
            Optional.of(
                Quantization.symmetric(kernel.scales(), isDepthwise ? CHANNELS_OF_DEPTHWISE : 0)));
    int bias =
        parts.constant(
            layer.name() + "/bias",
            Schema.TensorType.INT32,
            List.of(kernel.bias().length),
            LittleEndian.integers(kernel.bias()),
            Optional.of(Quantization.symmetric(kernel.biasScales(input), 0)));
    return List.of(weights, bias);
  }

  /** Adds zeros as a bias, which LiteRT's convolutions need. */
  int zeros(String layer, int channels) {
    return floats(layer + "/zeros", List.of(channels), new float[channels]);
  }

  private float[] values(VariableSpec variable) {
    return ordered(variable, weights.get(variable.name()).values());
  }

  /** Returns a variable's values in the order of {@link #shape}. */
  private static float[] ordered(VariableSpec variable, float[] values) {
    List<Integer> shape = variable.shape();
    if (variable.role() != Role.KERNEL) {
      return values;
    }
    int out = shape.get(shape.size() - 1);
    return Transposition.of(values, values.length / out, out);
  }

  /** Returns the shape of a variable in LiteRT's order. */
  private static List<Integer> shape(VariableSpec variable) {
    List<Integer> shape = variable.shape();
    if (variable.role() == Role.DEPTHWISE_KERNEL) {
      return List.of(1, shape.get(0), shape.get(1), shape.get(2));
    } else if (variable.role() == Role.KERNEL && shape.size() == 4) {
      return List.of(shape.get(3), shape.get(0), shape.get(1), shape.get(2));
    } else if (variable.role() == Role.KERNEL) {
      return List.of(shape.get(1), shape.get(0));
    }
    return shape;
  }

  private int floats(String name, List<Integer> shape, float[] values) {
    if (!isFloat16) {
      return parts.constant(
          name, Schema.TensorType.FLOAT32, shape, LittleEndian.floats(values), Optional.empty());
    }
    int half =
        parts.constant(
            name,
            Schema.TensorType.FLOAT16,
            shape,
            LittleEndian.halves(name, values),
            Optional.empty());
    int whole = parts.computed(name + "/float32", Schema.TensorType.FLOAT32, shape);
    parts.operator(
        FROM_FLOAT16,
        List.of(half),
        whole,
        Schema.BuiltinOptions.DEQUANTIZE_OPTIONS,
        OperatorOptions::defaults);
    return whole;
  }
}
