package dev.nasnet.training;

import java.io.Serializable;

/**
 * One of the workers that share the batches of a training.
 *
 * @param of the number of workers, at least 1
 * @param index the index of this worker, from 0
 */
public record Worker(int of, int index) implements Serializable {
  /**
   * {@return how many of the next steps are this worker's, since the workers take turns}
   *
   * @param steps the number of steps that all workers share, at least 0
   */
  public long own(long steps) {
    return steps / of + (index < steps % of ? 1 : 0);
  }
}
