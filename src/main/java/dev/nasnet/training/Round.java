package dev.nasnet.training;

import java.io.Serializable;

/**
 * Consecutive steps that workers share by turns.
 *
 * @param schedule the learning rate of each step
 * @param epoch the epoch of the steps, from 0
 * @param step the number of steps of the whole training done before
 * @param steps the number of steps of all workers, at least 1
 * @param updates the number of updates of the variables by the optimizer before
 */
public record Round(LearningRateSchedule schedule, long epoch, long step, long steps, long updates)
    implements Serializable {
  /** Returns the number of steps of the epoch done before. */
  long first() {
    return step - epoch * schedule.stepsPerEpoch();
  }
}
