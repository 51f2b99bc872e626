package dev.nasnet.weights;

import java.io.Serializable;
import java.util.List;

/**
 * A float32 array with a name and a shape, in row-major order. The values are not to be changed.
 */
public final class NamedArray implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;
  private final List<Integer> shape;
  private final float[] values;

  /**
   * @param name {@code <layer>/<attribute>}
   * @param shape its dimensions
   * @param values as many as the shape's product; taken over, not copied
   */
  public NamedArray(String name, List<Integer> shape, float[] values) {
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (size != values.length) {
      throw new IllegalArgumentException(
          "%s: shape %s needs %d values, not %d".formatted(name, shape, size, values.length));
    }
    this.name = name;
    this.shape = List.copyOf(shape);
    this.values = values;
  }

  /** {@return the name of the array; for a variable {@code <layer>/<attribute>}} */
  public String name() {
    return name;
  }

  /** {@return its dimensions} */
  public List<Integer> shape() {
    return shape;
  }

  /** {@return its values, row-major; not to be changed} */
  public float[] values() {
    return values;
  }

  /** {@return the largest magnitude of its values, 0 where there are none} */
  public double largest() {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /**
   * The largest difference of a value from another array's.
   *
   * @param other of the same shape
   * @return infinite where a difference is no number
   */
  public double largestDifference(NamedArray other) {
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      double one = Math.abs((double) values[i] - other.values[i]);
      largest = Double.isNaN(one) ? Double.POSITIVE_INFINITY : Math.max(largest, one);
    }
    return largest;
  }

  /** {@return its shape as TensorFlow takes it} */
  public long[] dimensions() {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }
}
