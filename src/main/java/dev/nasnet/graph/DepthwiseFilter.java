package dev.nasnet.graph;

import dev.nasnet.architecture.Layer.Border;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.VariableSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.DepthwiseConv2dNativeBackpropFilter;
import org.tensorflow.types.TFloat32;

/**
 * A depthwise convolution, whose kernel's gradient is TensorFlow's own kernel's. With oneDNN
 * TensorFlow takes a kernel for it that is, at 5×5 and 7×7, 1.5 to 3.7 times as slow as
 * TensorFlow's own (measured at 25 shapes, AMD EPYC with AVX-512); of a border that is given
 * explicitly oneDNN leaves it alone.
 *
 * @param kernel its variable
 * @param window that it slides
 * @param input float32 {@code [N, H, W, C]}
 * @param output float32 {@code [N, H′, W′, C]}
 */
record DepthwiseFilter(
    VariableSpec kernel, Window window, Operand<TFloat32> input, Operand<TFloat32> output)
    implements CustomKernelGradient {
  private static final int LEAST_SIDE = 5;

  /** Whether a window's gradient gains by it. */
  static boolean gains(Window window) {
    return Math.min(window.height(), window.width()) >= LEAST_SIDE;
  }

  @Override
  public Operand<TFloat32> gradient(Ops tf, Operand<TFloat32> outputGradient) {
    long[] shape = input.shape().asArray();
    Border border =
        window.border(
            OutputShape.map(
                Math.toIntExact(shape[1]), Math.toIntExact(shape[2]), Math.toIntExact(shape[3])));
    List<Long> paddings =
        List.of(
            0L,
            0L,
            (long) border.top(),
            (long) border.bottom(),
            (long) border.left(),
            (long) border.right(),
            0L,
            0L);
    int[] sizes = kernel.shape().stream().mapToInt(Integer::intValue).toArray();
    return tf.withName(kernel.layer() + ".FilterGradient")
        .nn
        .depthwiseConv2dNativeBackpropFilter(
            input,
            tf.constant(sizes),
            outputGradient,
            LayerOps.strides(window),
            "EXPLICIT",
            DepthwiseConv2dNativeBackpropFilter.explicitPaddings(paddings));
  }
}
