package dev.nasnet.recipe;

/**
 * How the momentum m of batch normalization's running statistics acts in training: after a step,
 * {@code running ← momentum · running + (1 − momentum) · batch}.
 */
public enum BatchNormSchedule {
  /**
   * {@code min(m, (1 + t) / (10 + t))} in step t, counted from 1, as TensorFlow's {@code
   * ExponentialMovingAverage} with {@code num_updates} does it. Short trainings have running
   * statistics of their last tenth, long ones those of m.
   */
  RISING,
  /** m in every step, as in Keras and TF-slim. */
  CONSTANT
}
