package dev.nasnet.architecture;

/** The operation of a branch on its state. */
public enum Operation {
  /** Two times ReLU, 3×3 depthwise, pointwise, batch norm. */
  SEPARABLE_3X3(3),
  /** Two times ReLU, 5×5 depthwise, pointwise, batch norm. */
  SEPARABLE_5X5(5),
  /** Two times ReLU, 7×7 depthwise, pointwise, batch norm. */
  SEPARABLE_7X7(7),
  /** 3×3 average pool. */
  AVERAGE_POOL_3X3(3),
  /** 3×3 max pool. */
  MAX_POOL_3X3(3),
  /** No operation: the state itself. */
  IDENTITY(1);

  private final int kernel;

  Operation(int kernel) {
    this.kernel = kernel;
  }

  int kernel() {
    return kernel;
  }

  boolean isSeparable() {
    return this == SEPARABLE_3X3 || this == SEPARABLE_5X5 || this == SEPARABLE_7X7;
  }
}
