package dev.nasnet.graph;

import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * A 1×1 convolution of stride 1, whose kernel's gradient is a product of matrices: as such it takes
 * TensorFlow 0.55 to 0.93 of the time of its convolution's (measured at 10 shapes, AMD EPYC with
 * AVX2, oneDNN).
 *
 * @param kernel float32 {@code [1, 1, C, C′]}
 * @param input float32 {@code [N, H, W, C]}
 * @param output float32 {@code [N, H, W, C′]}
 */
record PointwiseFilter(VariableSpec kernel, Operand<TFloat32> input, Operand<TFloat32> output)
    implements CustomKernelGradient {
  /** Whether a window's gradient gains by it. */
  static boolean gains(Window window) {
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
