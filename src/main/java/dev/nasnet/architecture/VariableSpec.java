package dev.nasnet.architecture;

import java.util.List;

/**
 * A float32 variable of a layer.
 *
 * @param layer the Keras layer's name
 * @param role the purpose of the variable, which determines its Keras attribute
 * @param shape the dimensions, in Keras's order
 */
public record VariableSpec(String layer, Role role, List<Integer> shape) {
  /** The purpose of a variable in its layer. */
  public enum Role {
    /** Convolution {@code [k, k, in, out]} or dense {@code [in, out]} kernel. */
    KERNEL("kernel", true),
    /** Depthwise kernel {@code [k, k, in, 1]}. */
    DEPTHWISE_KERNEL("depthwise_kernel", true),
    /** Pointwise kernel {@code [1, 1, in, out]}. */
    POINTWISE_KERNEL("pointwise_kernel", true),
    /** Bias {@code [out]}. */
    BIAS("bias", true),
    /** Batch norm's scale {@code [c]}. */
    GAMMA("gamma", true),
    /** Batch norm's offset {@code [c]}. */
    BETA("beta", true),
    /** Batch norm's running mean {@code [c]}. */
    MOVING_MEAN("moving_mean", false),
    /** Batch norm's running variance {@code [c]}, positive. */
    MOVING_VARIANCE("moving_variance", false);

    private final String attribute;
    private final boolean trainable;

    Role(String attribute, boolean trainable) {
      this.attribute = attribute;
      this.trainable = trainable;
    }

    /** {@return the Keras attribute, such as {@code depthwise_kernel}} */
    public String attribute() {
      return attribute;
    }

    /**
     * {@return whether this is the kernel of a convolution or dense layer, which L2 regularizes}
     */
    public boolean isKernel() {
      return this == KERNEL || this == DEPTHWISE_KERNEL || this == POINTWISE_KERNEL;
    }
  }

  /**
   * Copies the shape.
   *
   * @param layer the Keras layer's name
   * @param role the purpose of the variable
   * @param shape the dimensions, in Keras's order
   */
  public VariableSpec {
    shape = List.copyOf(shape);
  }

  /** {@return the name in files, {@code <layer>/<attribute>}} */
  public String name() {
    return layer + "/" + role.attribute;
  }

  /** {@return the Keras attribute} */
  public String attribute() {
    return role.attribute;
  }

  /** {@return whether gradients update it} */
  public boolean trainable() {
    return role.trainable;
  }

  /** {@return the number of elements} */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** {@return the shape in the form of TensorFlow Java} */
  public long[] dimensions() {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }
}
