package dev.nasnet.run;

/**
 * A return to the last checkpoint after a loss, gradient or held-out loss that was NaN or infinite.
 *
 * @param step the step that failed, from 1
 * @param to the number of steps done at the checkpoint; 0 is the beginning
 */
public record Rollback(long step, long to) {
  /** The factor of the learning rate of all later steps. */
  public static final double FACTOR = 0.5;
}
