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
}
