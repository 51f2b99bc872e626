package dev.nasnet.export.keras;

import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.internal.hdf5.Hdf5Group;
import dev.nasnet.internal.hdf5.Hdf5Writer;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;

/** The names of Keras's files: Keras chooses its reader by the end of a file's name. */
final class KerasFiles {
  /** The version of Keras that the config and the legacy HDF5 conform to; Keras 3 reads both. */
  static final String LEGACY_VERSION = "2.15.0";

  private static final String NATIVE_WEIGHTS = ".weights.h5";

  private KerasFiles() {}

  public static Path write(Path out, Hdf5Group root) throws IOException {
    AtomicWrites.newFile(out, new Hdf5Writer(root)::writeTo);
    return out;
  }

  /** Checks the name of a legacy HDF5 file: {@code .h5}, but not {@code .weights.h5}. */
  static Path legacyName(Path out) {
    return named(out, out.toString().endsWith(".h5") && !isNativeWeights(out), ".h5");
  }

  static Path weightsName(Path out) {
    return named(out, isNativeWeights(out), NATIVE_WEIGHTS);
  }

  static Path archiveName(Path out) {
    return named(out, out.toString().endsWith(".keras"), ".keras");
  }

  private static boolean isNativeWeights(Path out) {
    return out.toString().endsWith(NATIVE_WEIGHTS);
  }

  private static Path named(Path out, boolean fits, String end) {
    if (fits) {
      return out;
    }
    throw new InvalidInputException(
        "out (%s) must end with %s%s, by which Keras chooses how to read it; give another name"
            .formatted(out, end, end.equals(".h5") ? " and not with " + NATIVE_WEIGHTS : ""));
  }
}
