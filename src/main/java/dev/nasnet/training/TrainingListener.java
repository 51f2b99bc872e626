package dev.nasnet.training;

import dev.nasnet.run.EpochReport;

/** Hears of a training's steps and epochs. */
public interface TrainingListener {
  /**
   * After each step.
   *
   * @param step from 1, over the whole training
   * @param steps in all
   * @param loss of this step's batch
   */
  void step(long step, long steps, double loss);

  /** A line about something out of the ordinary: a damaged checkpoint, an early end. */
  default void note(String line) {}

  /**
   * When the training begins, goes on from a checkpoint, or goes back to one: what was heard of
   * later steps is void.
   *
   * @param step steps done, 0 at the beginning
   */
  default void standsAt(long step) {}

  /** Whether {@link #view} is to be called, which takes a little time at each epoch. */
  default boolean isViewing() {
    return false;
  }

  /** After each epoch's evaluation and checkpoint, before {@link #epoch}. */
  default void view(EpochView view) {}

  /** After each epoch's evaluation and checkpoint. */
  void epoch(EpochReport report);
}
