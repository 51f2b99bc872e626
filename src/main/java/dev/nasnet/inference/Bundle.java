package dev.nasnet.inference;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.MetaGraphDef;

/** Finds and loads SavedModels on disk. */
final class Bundle {
  private Bundle() {}

  /**
   * Loads a version's folder; the caller closes the result. Where the folder has a manifest, the
   * graph, the class names and the provenance are compared with it first: a damaged graph may end
   * the process. TensorFlow itself compares the variables with checksums.
   *
   * @throws FailureException if the bundle cannot be loaded, one of those files is not as it was
   *     written, or the provenance contradicts the graph
   */
  static SavedModelBundle load(Path version, ThreadConfig threads) {
    BundleFiles.requireUnchanged(
        version,
        BundleFiles.GRAPH,
        BundleFiles.LABELS,
        BundleFiles.CLASS_IDS,
        BundleFiles.PROVENANCE);
    Optional<Provenance> provenance = Provenance.ofBundle(version);
    SavedModelBundle bundle = open(version, threads);
    try {
      provenance
          .flatMap(Provenance::spec)
          .ifPresent(spec -> requireSameSize(version, spec, bundle.metaGraphDef()));
      return bundle;
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private static SavedModelBundle open(Path version, ThreadConfig threads) {
    try {
      return SavedModelBundle.loader(version.toString())
          .withTags(SignatureNames.SERVE_TAG)
          .withConfigProto(threads.config(version))
          .load();
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new FailureException(
          "model (%s) cannot be loaded: %s".formatted(version, firstLine(e)), e);
    }
  }

  /** Refuses a provenance that describes another network than the graph. */
  private static void requireSameSize(Path version, NasNetSpec spec, MetaGraphDef graph) {
    OutputSpec output = ModelSignatures.of(version, graph).any();
    ImageSize size = spec.size();
    if (output.height() != size.height() || output.width() != size.width()) {
      throw new FailureException(
          "model (%s) has a provenance of %d × %d px, but its graph takes %d × %d px; export it again"
              .formatted(version, size.height(), size.width(), output.height(), output.width()),
          null);
    }
  }

  /**
   * Finds the version that a path stands for.
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
    if (Files.notExists(model)) {
      return new InvalidInputException(
          "model (%s) does not exist; give the folder of an exported model".formatted(model));
    }
    return new InvalidInputException(
        "model (%s) must be a folder that holds saved_model.pb or numbered versions; export a model"
            .formatted(model));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
  }
}
