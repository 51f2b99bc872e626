package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.RunFolder.State;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tensorflow.Result;

/**
 * What a {@link Trainer} drives: it holds the variables, trains and scores them; one graph here, or
 * many elsewhere.
 */
public interface Engine extends AutoCloseable {
  /** Opens engines. */
  interface Maker {
    /**
     * Opens one for epochs in which the same layers move.
     *
     * @param epoch the first of them, from 0
     */
    Engine open(Network network, DataSource data, Recipe recipe, int epoch);
  }

  /**
   * Steps that are wanted.
   *
   * @param schedule by which each step's learning rate goes
   * @param step steps done before, over the whole training
   * @param end where the epoch ends: the steps that are done then
   * @param updates how often the optimizer moved the variables before
   */
  record Stretch(LearningRateSchedule schedule, long step, long end, long updates) {}

  /**
   * Steps that are done.
   *
   * @param steps at least 1, and no further than the stretch's end
   * @param lossSum the sum of their losses with L2; no number where one is none, or a gradient
   * @param updates how often the optimizer moved the variables now
   */
  record Trained(long steps, double lossSum, long updates) {}

  /** Gives all variables their first values; slots begin as their optimizer wants. */
  void initialize(Weights initial);

  /** Takes everything from a checkpoint's prefix. */
  void restore(Path file);

  /** Writes everything under a checkpoint's prefix. */
  void save(Path file, State state);

  /**
   * Begins an epoch, or goes on within it.
   *
   * @param epoch from 0
   * @param first its steps that are done before
   */
  void startEpoch(long epoch, long first);

  /** Trains one step, or as many as it does at a time. */
  Trained train(Stretch stretch);

  /**
   * Held-out scores of the averages, where they are kept, and then of the weights themselves.
   *
   * @param isStopping whether to give up
   * @param reviewer who looks closely, where {@link #isViewable()}
   * @return nothing if it gave up
   */
  Optional<List<Score>> score(BooleanSupplier isStopping, Optional<Reviewer> reviewer);

  /** Whether answers and values can be looked at closely. */
  default boolean isViewable() {
    return false;
  }

  /** The present values of variables, which the caller closes; where {@link #isViewable()}. */
  default Result values(List<VariableSpec> specs) {
    throw new UnsupportedOperationException("this engine cannot be looked into");
  }

  /** What is to be said after an epoch. */
  default Optional<String> note() {
    return Optional.empty();
  }

  @Override
  void close();
}
