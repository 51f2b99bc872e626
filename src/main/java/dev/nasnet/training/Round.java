package dev.nasnet.training;

import java.io.Serializable;

/**
 * Steps that workers share: they take turns, by the steps' numbers.
 *
 * @param schedule by which each step's learning rate goes
 * @param epoch the epoch they are of, from 0
 * @param step steps done before, over the whole training
 * @param steps of all workers, at least 1
 * @param updates how often the optimizer moved the variables before
 */
public record Round(LearningRateSchedule schedule, long epoch, long step, long steps, long updates)
    implements Serializable {
  /** How many steps of the epoch are done before. */
  long first() {
    return step - epoch * schedule.stepsPerEpoch();
  }
}
