package dev.nasnet.training;

/** Hears of a training's steps and epochs. */
public interface Progress {
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

  /** After each epoch's evaluation and checkpoint. */
  void epoch(EpochReport report);
}
