package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.internal.hdf5.Hdf5File;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One of Keras's files, read once: its description of a model, if it has one, and its arrays.
 *
 * @param path the file
 * @param model what the description says
 * @param arrays by the file's own names
 */
record KerasFile(Path path, Optional<KerasModel> model, KerasArrays arrays) {
  private static final String LEGACY_MODEL = "model_weights";
  private static final String DESCRIPTION = "model_config";

  /**
   * Reads a file.
   *
   * @param follow makes a model of the text of a description
   * @throws InvalidInputException if it is none of Keras's, is damaged, or describes a model that
   *     cannot be followed
   */
  static KerasFile read(Path file, Function<String, KerasModel> follow) {
    if (KerasZip.isZip(file)) {
      return KerasZip.open(
          file,
          (config, inner, name) -> {
            // The description is held first: it says best what is wrong with a model.
            Optional<KerasModel> model = config.map(follow);
            return new KerasFile(file, model, arrays(Hdf5File.open(inner, name), name));
          });
    }
    requireHdf5(file);
    Hdf5File hdf5 = Hdf5File.open(file, file.toString());
    Optional<KerasModel> model = hdf5.texts("", DESCRIPTION).stream().findFirst().map(follow);
    return new KerasFile(file, model, arrays(hdf5, file.toString()));
  }

  /** The arrays by our names: as the description has it, else by the network's names and order. */
  Weights named(Network network) {
    List<NamedArray> named = model.map(arrays::followed).orElseGet(() -> arrays.named(network));
    Set<String> names = new LinkedHashSet<>();
    for (NamedArray array : named) {
      if (!names.add(array.name())) {
        throw new InvalidInputException(
            "weights (%s) must hold each array once; %s is there twice"
                .formatted(path, array.name()));
      }
    }
    return Weights.of(named);
  }

  private static void requireHdf5(Path file) {
    if (!Hdf5File.isHdf5(file)) {
      throw new InvalidInputException(
          "weights (%s) must be one of Keras's files, HDF5 or a zip; name a .h5, .weights.h5 or .keras"
              .formatted(file));
    }
  }

  private static KerasArrays arrays(Hdf5File hdf5, String name) {
    if (hdf5.has(LEGACY_MODEL)) {
      return LegacyKerasFile.read(hdf5, LEGACY_MODEL, name);
    }
    return LegacyKerasFile.stands(hdf5, "")
        ? LegacyKerasFile.read(hdf5, "", name)
        : NativeKerasFile.read(hdf5, name);
  }
}
