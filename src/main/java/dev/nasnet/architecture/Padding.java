package dev.nasnet.architecture;

/** How a window meets the border. */
public enum Padding {
  /** The output has ⌈size / stride⌉ pixels a side. */
  SAME,
  /** Only whole windows. */
  VALID;

  int output(int size, int window, int stride) {
    return this == SAME ? -Math.floorDiv(-size, stride) : (size - window) / stride + 1;
  }

  /** Pixels beyond the border that the windows see, both sides together. */
  int added(int size, int window, int stride) {
    return this == SAME
        ? Math.max((output(size, window, stride) - 1) * stride + window - size, 0)
        : 0;
  }
}
