package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.internal.hdf5.Hdf5File;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Weights out of Keras's files, as Keras 3 and tf_keras write them: legacy HDF5 ({@code .h5}) with
 * weights alone or a whole model, {@code .weights.h5} and {@code .keras}. What a file is, its
 * content tells, not its name.
 */
public final class KerasWeights {
  private static final String LEGACY_MODEL = "model_weights";

  private KerasWeights() {}

  /** Whether a file begins as HDF5 or as a zip, and so may be one of Keras's. */
  public static boolean recognizes(Path file) {
    return Hdf5File.isHdf5(file) || KerasZip.isZip(file);
  }

  /**
   * Reads what a file holds, under this project's names {@code <layer>/<attribute>}. What the
   * network does not know keeps the file's name, and whether all is there and fits is for {@link
   * Weights#requireFit} to say.
   *
   * @param network whose layers' names and order give the arrays their names
   * @throws InvalidInputException if the file is none of Keras's or is damaged
   */
  public static Weights read(Path file, Network network) {
    if (KerasZip.isZip(file)) {
      return KerasZip.withWeights(file, (inner, name) -> read(inner, name, network));
    }
    if (Hdf5File.isHdf5(file)) {
      return read(file, file.toString(), network);
    }
    throw new InvalidInputException(
        "weights (%s) must be one of Keras's files, HDF5 or a zip; name a .h5, .weights.h5 or .keras"
            .formatted(file));
  }

  private static Weights read(Path file, String name, Network network) {
    Hdf5File hdf5 = Hdf5File.open(file, name);
    if (hdf5.has(LEGACY_MODEL)) {
      return unique(name, new LegacyKerasFile(hdf5, LEGACY_MODEL, name, network).read());
    }
    if (LegacyKerasFile.stands(hdf5, "")) {
      return unique(name, new LegacyKerasFile(hdf5, "", name, network).read());
    }
    return unique(name, NativeKerasFile.read(hdf5, name, network));
  }

  private static Weights unique(String file, List<NamedArray> arrays) {
    Set<String> names = new LinkedHashSet<>();
    for (NamedArray array : arrays) {
      if (!names.add(array.name())) {
        throw new InvalidInputException(
            "weights (%s) must hold each array once; %s is there twice"
                .formatted(file, array.name()));
      }
    }
    return Weights.of(arrays);
  }
}
