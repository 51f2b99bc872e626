package dev.nasnet.cli;

import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.savedmodel.WeightStorage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that chooses where a bundle for serving keeps its weights. */
final class WeightStorageOption {
  @Option(
      names = "--weight-storage",
      paramLabel = "constants|variables",
      description =
          "Where a bundle for serving keeps its weights. Constants predict up to a fifth faster;"
              + " TensorFlow holds about twenty copies of them. Of variables it holds one (default:"
              + " constants for up to 64 MB of weights, such as Mobile, otherwise variables).")
  private @Nullable WeightStorage storage;

  Path write(NonFiniteOption nonFinite, Format format, Path out, ExportModel model) {
    return storage == null
        ? nonFinite.write(format, out, model)
        : Format.writeSavedModel(out, model, storage);
  }
}
