package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.training.RunFolder.State;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.Weights;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A run's best checkpoint, read while a training may go on and forget it.
 *
 * @param state what it says of itself
 * @param weights its own or its averages
 */
public record BestCheckpoint(State state, Weights weights) {
  /**
   * Reads a run's best checkpoint; where it was forgotten meanwhile, the one that is the best then.
   *
   * @param read reads a state's checkpoint, perhaps more than once
   * @return what it gave; empty where the run has no checkpoint
   */
  static <T> Optional<T> of(RunFolder run, Function<State, T> read) {
    Optional<State> best = run.best();
    while (best.isPresent()) {
      State state = best.get();
      try {
        return Optional.of(read.apply(state));
      } catch (FailureException | InvalidInputException e) {
        SavedState.requireForgotten(run.folder(state), e);
      }
      best = run.best();
    }
    return Optional.empty();
  }

  /** A state's checkpoint, its averages where it has them unless raw ones are wanted. */
  static BestCheckpoint read(RunFolder run, State state, Network network, boolean raw) {
    boolean averages = state.averaged() && !raw;
    Weights weights =
        Checkpoint.read(
            run.file(state),
            network.forInference().variables(),
            averages ? Averages::name : UnaryOperator.identity());
    return new BestCheckpoint(state, weights);
  }
}
