package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.Window;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * A 1×1 convolution of stride 1, for which the kernel's gradient is computed as a product of two
 * matrices. This takes 0.55 to 0.93 of the time of TensorFlow's op for the gradient of a
 * convolution (measured with 10 shapes, AMD EPYC with AVX2, oneDNN).
 *
 * @param kernel the variable of the kernel, float32 {@code [1, 1, C, C′]}
 * @param input the input, float32 {@code [N, H, W, C]}
 * @param output the output, float32 {@code [N, H, W, C′]}
 */
record PointwiseFilter(VariableSpec kernel, Operand<TFloat32> input, Operand<TFloat32> output)
    implements CustomKernelGradient {
  /** Returns whether the matrix product is applicable to a window, and therefore faster. */
  static boolean isFasterFor(Window window) {
    return window.height() * window.width() * window.stride() == 1;
  }

  @Override
  public Operand<TFloat32> gradient(Ops tf, Operand<TFloat32> outputGradient) {
    Operand<TFloat32> product =
        tf.withName(kernel.layer() + ".PointwiseGradient")
            .linalg
            .matMul(
                rows(tf, input, kernel.shape().get(2)),
                rows(tf, outputGradient, kernel.shape().get(3)),
                MatMul.transposeA(true));
    int[] shape = kernel.shape().stream().mapToInt(Integer::intValue).toArray();
    return tf.reshape(product, tf.constant(shape));
  }

  private static Operand<TFloat32> rows(Ops tf, Operand<TFloat32> map, int channels) {
    return tf.reshape(map, tf.constant(new int[] {-1, channels}));
  }
}
