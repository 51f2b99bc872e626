package dev.nasnet.training;

import java.io.Serializable;

/**
 * One of the workers that share the batches of a training.
 *
 * @param workers the number of workers, at least 1
 * @param index the index of this worker, from 0
 */
public record Worker(int workers, int index) implements Serializable {
  /**
   * {@return how many of the next steps are this worker's, since the workers take turns}
   *
   * @param steps the number of steps that all workers share, at least 0
   */
  public long shareOf(long steps) {
    return steps / workers + (index < steps % workers ? 1 : 0);
  }
}
