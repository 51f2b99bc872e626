package dev.nasnet.internal.hdf5;

import java.util.List;

/** A member of a group: a group or a dataset. */
sealed interface Hdf5Node permits Hdf5Group, Hdf5Dataset {
  /** Returns the members of a group in writing order; an empty list for a dataset. */
  default List<Hdf5Node> children() {
    return List.of();
  }
}
