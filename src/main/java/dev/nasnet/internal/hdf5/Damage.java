package dev.nasnet.internal.hdf5;

import java.io.Serial;

/** Describes a fault of a file, without the file's name, which {@link Hdf5File} adds. */
final class Damage extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  Damage(String message) {
    super(message);
  }
}
