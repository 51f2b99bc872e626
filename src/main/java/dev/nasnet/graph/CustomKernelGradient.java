package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution for which this library adds the op for the kernel's gradient itself. TensorFlow's
 * gradient function stops at the kernel, because the op that it would add is slower.
 */
public sealed interface CustomKernelGradient permits DepthwiseFilter, PointwiseFilter {
  /** {@return the variable of the kernel} */
  VariableSpec kernel();

  /** {@return the output of the convolution, float32 {@code [N, H′, W′, C′]}} */
  Operand<TFloat32> output();

  /**
   * Adds the gradient of the kernel to a graph.
   *
   * @param tf the ops of the graph
   * @param outputGradient the gradient of the output, float32 {@code [N, H′, W′, C′]}
   * @return the gradient of the kernel, float32 with the kernel's shape
   */
  Operand<TFloat32> gradient(Ops tf, Operand<TFloat32> outputGradient);
}
