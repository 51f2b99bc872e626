package dev.nasnet.hdf5;

import java.util.List;

/** What a group to be written holds: groups and datasets. */
sealed interface Hdf5Node permits Hdf5Group, Hdf5Node.Dataset {
  /** What comes below it, in writing order. */
  default List<Hdf5Node> children() {
    return List.of();
  }

  /**
   * Float32 values.
   *
   * @param shape its dimensions
   * @param values row-major; not copied, not changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Dataset(List<Integer> shape, float[] values) implements Hdf5Node {
    long bytes() {
      return (long) values.length * Float.BYTES;
    }
  }
}
