package dev.nasnet.internal.hdf5;

import java.util.List;

/**
 * Float32 values.
 *
 * @param shape its dimensions
 * @param values row-major, as many as the shape's product; not copied, not to be changed
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A vessel, never compared: copies would double the memory.
public record Hdf5Dataset(List<Integer> shape, float[] values) implements Hdf5Node {
  /** Checks the count. */
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
