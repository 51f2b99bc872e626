package dev.nasnet.training;

import dev.nasnet.run.EpochReport;

/** Receives the progress of a training, in the thread that trains. */
public interface TrainingListener {
  /**
   * Called after each step.
   *
   * @param step the step of the whole training, from 1
   * @param steps the number of steps of the whole training
   * @param loss the loss of the step's batch
   */
  void onStep(long step, long steps, double loss);

  /**
   * Called for unusual events: a damaged checkpoint, an early end.
   *
   * @param line one line for the user
   */
  default void onMessage(String line) {}

  /**
   * Called when the training begins, resumes from a checkpoint, or returns to one. Calls for later
   * steps before are void.
   *
   * @param step the number of steps done, 0 at the beginning
   */
  default void onRestore(long step) {}

  /** {@return whether {@link #onReview} is to be called, which takes some time in each epoch} */
  default boolean wantsReview() {
    return false;
  }

  /**
   * Called after each epoch's evaluation and checkpoint, before {@link #onEpochEnd}.
   *
   * @param view the scores and the predictions on held-out images
   */
  default void onReview(EpochView view) {}

  /**
   * Called after each epoch's evaluation and checkpoint.
   *
   * @param report the figures of the epoch
   */
  void onEpochEnd(EpochReport report);
}
