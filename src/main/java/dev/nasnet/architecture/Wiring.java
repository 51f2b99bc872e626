package dev.nasnet.architecture;

/**
 * The previous input of the first normal cell after a reduction. For N above 1, networks of both
 * wirings have the same variables, but the weights of one predict nothing useful in the other.
 */
public enum Wiring {
  /**
   * The input before the reduction cell's own ({@code skip_reduction=True} in Keras and TF-slim).
   */
  SKIP,
  /** The reduction cell's own input ({@code skip_reduction=False}). */
  DIRECT
}
