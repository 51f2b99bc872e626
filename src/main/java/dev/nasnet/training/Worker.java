package dev.nasnet.training;

import java.io.Serializable;

/**
 * One of those who share a training's batches.
 *
 * @param of how many there are, at least 1
 * @param index this one, from 0
 */
public record Worker(int of, int index) implements Serializable {
  /** How many of the next steps are this one's, where they take turns. */
  public long own(long steps) {
    return steps / of + (index < steps % of ? 1 : 0);
  }
}
