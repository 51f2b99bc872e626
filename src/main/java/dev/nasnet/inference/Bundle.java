package dev.nasnet.inference;

import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TensorFlowException;

/** A SavedModel on disk: found and opened. */
final class Bundle {
  static final String GRAPH = VersionFolders.GRAPH;

  private Bundle() {}

  /**
   * Opens a version's folder; the caller closes it. Its graph, class names and provenance must be
   * the manifest's, where it has one: TensorFlow does what a graph says, and a damaged one may end
   * the process. The variables have checksums of TensorFlow's own.
   *
   * @throws FailureException if it cannot be loaded, or one of those files is not as it was written
   */
  static SavedModelBundle load(Path version, ThreadConfig threads) {
    BundleFiles.requireWritten(version, GRAPH, BundleFiles.LABELS, BundleFiles.PROVENANCE);
    try {
      return SavedModelBundle.loader(version.toString())
          .withTags("serve")
          .withConfigProto(threads.config(version))
          .load();
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new FailureException(
          "model (%s) cannot be loaded: %s".formatted(version, firstLine(e)), e);
    }
  }

  /** Where a bundle of ours tells of itself; others have none. */
  static Path provenance(Path version) {
    return version.resolve(BundleFiles.PROVENANCE);
  }

  /**
   * The version that a path means.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @throws InvalidInputException if there is no bundle
   */
  static Path version(Path model) {
    if (VersionFolders.isVersion(model)) {
      return model;
    }
    try {
      return VersionFolders.newest(model).orElseThrow(() -> noBundle(model));
    } catch (IOException e) {
      throw noBundle(model);
    }
  }

  private static InvalidInputException noBundle(Path model) {
    return new InvalidInputException(
        "model (%s) must be a folder that holds saved_model.pb or numbered versions; export one"
            .formatted(model));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
  }
}
