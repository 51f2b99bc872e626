package dev.nasnet.run;

import dev.nasnet.architecture.Network;
import dev.nasnet.run.RunFolder.State;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.Weights;
import java.util.function.UnaryOperator;

/**
 * A run's best checkpoint, read while a training may go on and forget it.
 *
 * @param state what it says of itself
 * @param weights its own or its averages
 */
public record BestCheckpoint(State state, Weights weights) {
  /** A state's checkpoint, its averages where it has them unless raw ones are wanted. */
  static BestCheckpoint read(RunFolder run, State state, Network network, boolean raw) {
    boolean averages = state.averaged() && !raw;
    Weights weights =
        Checkpoint.read(
            run.file(state),
            network.forInference().variables(),
            averages ? Checkpoint::averageOf : UnaryOperator.identity());
    return new BestCheckpoint(state, weights);
  }
}
