package dev.nasnet.graph;

import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The purpose of a graph: inference or training. */
public sealed interface Mode {
  /** Inference: batch normalization uses the running statistics. */
  record Inference() implements Mode {}

  /**
   * Training: batch normalization uses the statistics of the batch, and dropout and drop path are
   * active.
   *
   * @param seed the seed of dropout and drop path
   * @param step the training step, an int64 scalar. The random numbers depend on the seed and the
   *     step alone, so that a resumed run draws the same ones as an uninterrupted run
   * @param progress the progress of the training for drop path's schedule, a float32 scalar, range
   *     0…1
   * @param frozenBatchNorms the names of the batch normalization layers that use their running
   *     statistics and do not update them
   * @param customKernelGradients whether TensorFlow's gradient function stops at the kernels of 1×1
   *     and of large depthwise convolutions; {@link NetworkGraph#customKernelGradients} then adds
   *     the gradients of these kernels
   * @param earlyShare the least share, a float32 scalar, range 0…1, that the statistics of the
   *     batch have in the new running statistics, which is above 1 − momentum in the first steps;
   *     empty for 1 − momentum in every step, as in Keras
   */
  record Training(
      long seed,
      Operand<TInt64> step,
      Operand<TFloat32> progress,
      Set<String> frozenBatchNorms,
      boolean customKernelGradients,
      Optional<Operand<TFloat32>> earlyShare)
      implements Mode {
    /**
     * Copies the names.
     *
     * @param seed the seed of dropout and drop path
     * @param step the training step, an int64 scalar
     * @param progress the progress of the training for drop path's schedule, a float32 scalar,
     *     range 0…1
     * @param frozenBatchNorms the names of the batch normalization layers that use their running
     *     statistics and do not update them
     * @param customKernelGradients whether TensorFlow's gradient function stops at the kernels of
     *     1×1 and of large depthwise convolutions
     * @param earlyShare the least share, a float32 scalar, range 0…1, that the statistics of the
     *     batch have in the new running statistics
     */
    public Training {
      frozenBatchNorms = Set.copyOf(frozenBatchNorms);
    }

    /**
     * Creates a mode without frozen batch normalization layers, with all gradients by TensorFlow,
     * and with the layers' own momentum in every step.
     *
     * @param seed the seed of dropout and drop path
     * @param step the training step, an int64 scalar
     * @param progress the progress of the training, a float32 scalar, range 0…1
     */
    public Training(long seed, Operand<TInt64> step, Operand<TFloat32> progress) {
      this(seed, step, progress, Set.of(), false, Optional.empty());
    }
  }
}
