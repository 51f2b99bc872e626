package dev.nasnet.internal.hdf5;

import java.io.Serial;

/** What is wrong with a file, without its name: {@link Hdf5File} adds that. */
final class Damage extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  Damage(String message) {
    super(message);
  }
}
