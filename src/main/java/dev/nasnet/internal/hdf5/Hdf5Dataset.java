package dev.nasnet.internal.hdf5;

import java.util.List;

/**
 * Holds the float32 values of a dataset.
 *
 * @param shape the dimensions, each at least 1
 * @param values the values in row-major order, as many as the product of the dimensions; the array
 *     is not copied and must not be changed
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Datasets are never compared; a copy would double the memory.
public record Hdf5Dataset(List<Integer> shape, float[] values) implements Hdf5Node {
  /**
   * Checks the number of values.
   *
   * @throws IllegalArgumentException if it differs from the product of the dimensions, or is 0
   */
  public Hdf5Dataset {
    shape = List.copyOf(shape);
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (size != values.length || values.length == 0) {
      throw new IllegalArgumentException(
          "shape %s does not hold %d values".formatted(shape, values.length));
    }
  }

  long bytes() {
    return (long) values.length * Float.BYTES;
  }
}
