package dev.nasnet.architecture;

/** How a variable starts, as Keras and slim name it. */
public enum Initializer {
  /** Zeros. */
  ZEROS,
  /** Ones. */
  ONES,
  /** Keras's: truncated normal, variance 2 / fan-in. */
  HE_NORMAL,
  /** Keras's: uniform, variance 2 / (fan-in + fan-out). */
  GLOROT_UNIFORM,
  /** slim's {@code variance_scaling_initializer(mode="FAN_OUT")}: truncated normal, 2 / fan-out. */
  FAN_OUT_NORMAL
}
