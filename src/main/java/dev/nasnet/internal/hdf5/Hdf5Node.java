package dev.nasnet.internal.hdf5;

import java.util.List;

/** What a group holds: groups and datasets. */
sealed interface Hdf5Node permits Hdf5Group, Hdf5Dataset {
  /** What comes below it, in writing order. */
  default List<Hdf5Node> children() {
    return List.of();
  }
}
