package dev.nasnet.architecture;

import java.util.Locale;

/** The activation of a classifier's dense layer. */
public enum HeadActivation {
  /** Probabilities that sum to 1: each image belongs to one class. */
  SOFTMAX,
  /** A probability for each class by itself: an image may belong to several classes, or none. */
  SIGMOID,
  /** The logits themselves. */
  LINEAR;

  /** {@return the name that Keras gives to this activation, such as {@code softmax}} */
  public String kerasName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
