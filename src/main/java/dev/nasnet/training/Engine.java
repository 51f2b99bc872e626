package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.evaluation.HeldOutScores;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.run.SavedState;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tensorflow.Result;

/**
 * Holds the variables of a training, and trains and scores them: by a graph in this process, or by
 * workers in others. A {@link Trainer} calls it from one thread.
 */
public interface Engine extends AutoCloseable {
  /**
   * The steps that remain in an epoch.
   *
   * @param schedule the learning rate of each step
   * @param step the number of steps of the whole training that are done
   * @param end the number of steps that are done at the end of the epoch
   * @param updates the number of updates of the variables by the optimizer so far
   */
  record StepRange(LearningRateSchedule schedule, long step, long end, long updates) {}

  /**
   * The result of some steps.
   *
   * @param steps the number of steps, at least 1 and at most those of the range
   * @param lossSum the sum of their losses with L2; NaN or infinite if a loss or gradient is
   * @param updates the number of updates of the variables by the optimizer, those before included
   */
  record StepResult(long steps, double lossSum, long updates) {}

  /**
   * Sets all variables to the values at the beginning of a training.
   *
   * @param initial the values of the network's variables
   */
  void initialize(Weights initial);

  /**
   * Reads all variables from a checkpoint's prefix.
   *
   * @param file the prefix of the checkpoint's files
   */
  void restore(Path file);

  /**
   * Writes all variables under a checkpoint's prefix.
   *
   * @param file the prefix of the checkpoint's files
   * @param state the progress, which the checkpoint stores beside the variables
   */
  void save(Path file, SavedState state);

  /**
   * Begins an epoch, or continues within it.
   *
   * @param epoch the epoch, from 0
   * @param first the number of its steps that are done
   */
  void startEpoch(long epoch, long first);

  /**
   * Trains the first steps of a range: one, or as many as the engine trains at a time.
   *
   * @param range consecutive steps of one epoch
   * @return the number of steps that were trained, and their losses
   */
  StepResult train(StepRange range);

  /**
   * Scores the held-out images.
   *
   * @param isStopping returns whether to stop
   * @return the scores, or nothing if the scoring was stopped
   */
  Optional<HeldOutScores> score(BooleanSupplier isStopping);

  /**
   * {@return whether {@link #score(BooleanSupplier, Reviewer)} and {@link #values} can be called}
   */
  default boolean supportsReview() {
    return false;
  }

  /**
   * Scores the held-out images, and adds the predictions to a review.
   *
   * @param isStopping returns whether to stop
   * @param reviewer receives the predictions
   * @return the scores, or nothing if the scoring was stopped
   */
  default Optional<HeldOutScores> score(BooleanSupplier isStopping, Reviewer reviewer) {
    throw new UnsupportedOperationException("this engine supports no review");
  }

  /**
   * {@return the values of variables, which the caller closes}
   *
   * @param specs the variables, in the order of the result
   */
  default Result values(List<VariableSpec> specs) {
    throw new UnsupportedOperationException("this engine supports no review");
  }

  /** {@return a message for the user after an epoch, if there is any} */
  default Optional<String> message() {
    return Optional.empty();
  }

  @Override
  void close();
}
