package dev.nasnet.export.int8;

/** The type of a quantized network's image and outputs. */
public enum Io {
  /** As an unquantized file: an image −1…1, probabilities 0…1. */
  FLOAT32,
  /** Integers: an image's byte minus 128. */
  INT8,
  /** Integers: an image's byte. */
  UINT8;

  /** {@return whether images and outputs are integers} */
  public boolean isInteger() {
    return this != FLOAT32;
  }
}
