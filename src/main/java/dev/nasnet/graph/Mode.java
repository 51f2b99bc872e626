package dev.nasnet.graph;

import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What a graph is for. */
public sealed interface Mode {
  /** Batch norm by its running statistics. */
  record Inference() implements Mode {}

  /**
   * Batch norm by the batch's statistics; dropout and drop path act.
   *
   * @param seed of dropout and drop path
   * @param step the training step, int64 scalar, by which the random draws differ: a resumed run
   *     draws what the undisturbed one would
   * @param progress drop path's schedule, float32 scalar, 0…1
   * @param stillNorms the batch norms, by layer, that go by their running statistics even so and
   *     leave these as they are
   * @param filtersApart whether 1×1 and large depthwise kernels stand outside of TensorFlow's
   *     gradients: theirs come from {@link NetworkGraph#filtersApart}
   */
  record Training(
      long seed,
      Operand<TInt64> step,
      Operand<TFloat32> progress,
      Set<String> stillNorms,
      boolean filtersApart)
      implements Mode {
    /** Copies the names. */
    public Training {
      stillNorms = Set.copyOf(stillNorms);
    }

    /** With every batch norm by the batch's statistics, and all gradients by TensorFlow. */
    public Training(long seed, Operand<TInt64> step, Operand<TFloat32> progress) {
      this(seed, step, progress, Set.of(), false);
    }
  }
}
