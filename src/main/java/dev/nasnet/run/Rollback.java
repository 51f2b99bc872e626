package dev.nasnet.run;

/**
 * A return to the last checkpoint, where a loss or gradient was no number.
 *
 * @param step the one that failed, from 1
 * @param to steps done at the checkpoint; 0 is the beginning
 */
public record Rollback(long step, long to) {
  /** What each rollback does to the learning rate of all steps from there on. */
  public static final double FACTOR = 0.5;
}
