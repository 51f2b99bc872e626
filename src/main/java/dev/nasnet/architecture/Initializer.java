package dev.nasnet.architecture;

/** The distribution of a variable's initial values. */
public enum Initializer {
  /** Zeros. */
  ZEROS,
  /** Ones. */
  ONES,
  /** Keras's {@code he_normal}: truncated normal, variance 2 / fan-in. */
  HE_NORMAL,
  /** Keras's {@code glorot_uniform}: uniform, variance 2 / (fan-in + fan-out). */
  GLOROT_UNIFORM,
  /**
   * TF-slim's {@code variance_scaling_initializer(mode="FAN_OUT")}: truncated normal, variance 2 /
   * fan-out.
   */
  FAN_OUT_NORMAL
}
