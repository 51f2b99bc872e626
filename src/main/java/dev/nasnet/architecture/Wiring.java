package dev.nasnet.architecture;

/**
 * Which tensor the first normal cell after a reduction takes as its previous input. Both wirings
 * have the same parameters; their answers are unrelated.
 */
public enum Wiring {
  /** The older previous, past the reduction (slim's and Keras's {@code skip_reduction = True}). */
  SKIP,
  /** The reduction cell's own input ({@code skip_reduction = False}). */
  DIRECT
}
