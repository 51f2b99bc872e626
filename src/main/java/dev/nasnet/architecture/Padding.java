package dev.nasnet.architecture;

/** The treatment of the border by a sliding window, as in TensorFlow. */
public enum Padding {
  /** The input is padded so that the output has ⌈size / stride⌉ pixels per side. */
  SAME,
  /** The input is not padded: only windows that lie within it count. */
  VALID;

  int output(int size, int window, int stride) {
    return this == SAME ? -Math.floorDiv(-size, stride) : (size - window) / stride + 1;
  }

  /** The number of pixels added, on both sides together. */
  int added(int size, int window, int stride) {
    return this == SAME
        ? Math.max((output(size, window, stride) - 1) * stride + window - size, 0)
        : 0;
  }
}
