package dev.nasnet.data.augment;

/**
 * How colours are distorted, as slim's {@code inception_preprocessing}: brightness by up to 32/255,
 * saturation by a factor of 0.5 to 1.5, hue by up to 0.2 of a turn, contrast by a factor of 0.5 to
 * 1.5, each uniform; then values are clipped to black and white.
 */
public enum ColorDistortion {
  /** Colours stay. */
  NONE,
  /** slim's default: brightness before saturation in a quarter of the images, else after it. */
  FAST,
  /** All four, in one of slim's four orders. */
  FULL
}
