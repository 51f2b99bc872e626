package dev.nasnet.training.graph;

/**
 * The values that a training step is fed.
 *
 * @param step the number of steps done before, which the random draws depend on
 * @param updates the number of updates of the variables by the optimizer before
 * @param rate the learning rate
 * @param progress the share of the whole training that is done, 0…1
 */
public record StepValues(long step, long updates, double rate, double progress) {
  /**
   * Creates the values of a step before which each step updated the variables.
   *
   * @param step the number of steps done before
   * @param rate the learning rate
   * @param progress the share of the whole training that is done, 0…1
   */
  public StepValues(long step, double rate, double progress) {
    this(step, step, rate, progress);
  }
}
