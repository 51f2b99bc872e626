package dev.nasnet.inference;

import dev.nasnet.bundle.Manifest;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TensorFlowException;

/** A SavedModel on disk: found and opened. */
final class Bundle {
  static final String GRAPH = "saved_model.pb";

  private Bundle() {}

  /**
   * Opens a version's folder; the caller closes it. Its graph must be the manifest's, where it has
   * one: TensorFlow does what a graph says, and a damaged one may end the process. The variables
   * have checksums of TensorFlow's own.
   *
   * @throws FailureException if it cannot be loaded
   */
  static SavedModelBundle load(Path version, ThreadConfig threads) {
    requireWritten(version);
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
    return version.resolve("assets.extra").resolve("provenance.json");
  }

  private static void requireWritten(Path version) {
    try {
      Manifest.problem(version, GRAPH)
          .ifPresent(
              problem -> {
                throw new FailureException(
                    "model (%s) cannot be loaded: %s; export it anew".formatted(version, problem),
                    null);
              });
    } catch (IOException e) {
      throw new FailureException("model (%s) cannot be read: %s".formatted(version, e), e);
    }
  }

  /**
   * The version that a path means.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @throws InvalidInputException if there is no bundle
   */
  static Path version(Path model) {
    if (Files.isRegularFile(model.resolve(GRAPH))) {
      return model;
    }
    try (Stream<Path> entries = Files.list(model)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("\\d{1,18}"))
          .filter(entry -> Files.isRegularFile(entry.resolve(GRAPH)))
          .map(entry -> Map.entry(Long.parseLong(entry.getFileName().toString()), entry))
          .max(Map.Entry.comparingByKey())
          .map(Map.Entry::getValue)
          .orElseThrow(() -> noBundle(model));
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
