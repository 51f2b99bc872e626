package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution whose kernel stands outside of TensorFlow's gradients, since its gradient is faster
 * by another kernel of TensorFlow's than by the one that those take.
 */
public sealed interface CustomKernelGradient permits DepthwiseFilter, PointwiseFilter {
  /** The kernel's variable. */
  VariableSpec kernel();

  /** What the convolution gives, float32 {@code [N, H′, W′, C′]}. */
  Operand<TFloat32> output();

  /**
   * The kernel's gradient, float32 of its shape.
   *
   * @param outputGradient the output's, of its shape
   */
  Operand<TFloat32> gradient(Ops tf, Operand<TFloat32> outputGradient);
}
