package dev.nasnet.run;

import dev.nasnet.architecture.Network;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.Weights;
import java.util.function.UnaryOperator;

/**
 * A run's best checkpoint, which is read while a training may continue and delete it.
 *
 * @param state the state of the checkpoint
 * @param weights the weights, or their averages
 */
public record BestCheckpoint(SavedState state, Weights weights) {
  /** Reads a checkpoint: the averages if it has any, unless {@code raw}, else the weights. */
  static BestCheckpoint read(RunFolder run, SavedState state, Network network, boolean raw) {
    boolean averages = state.averaged() && !raw;
    Weights weights =
        Checkpoint.read(
            run.file(state),
            network.forInference().variables(),
            averages ? Checkpoint::averageOf : UnaryOperator.identity());
    return new BestCheckpoint(state, weights);
  }
}
