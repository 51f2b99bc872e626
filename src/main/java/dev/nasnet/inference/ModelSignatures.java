package dev.nasnet.inference;

import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/**
 * What a bundle can be asked, by its signatures.
 *
 * @param version the bundle's folder
 * @param probabilities of the classes, where it has a classifier
 * @param features what a classifier reads, where it gives them
 * @param logits of the classes, where the bundle outputs them beside the probabilities
 */
public record ModelSignatures(
    Path version,
    Optional<OutputSpec> probabilities,
    Optional<OutputSpec> features,
    Optional<OutputSpec> logits) {
  private static final String SERVING = "serving_default";
  private static final String FEATURES = "features";

  /**
   * Reads a bundle's, without TensorFlow's native library.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @throws InvalidInputException if there is no bundle, or it takes no images
   * @throws FailureException if it cannot be read
   */
  public static ModelSignatures read(Path model) {
    Path version = Bundle.version(model);
    BundleFiles.requireWritten(version, Bundle.GRAPH);
    try (InputStream stream =
        new BufferedInputStream(Files.newInputStream(version.resolve(Bundle.GRAPH)))) {
      return of(version, SavedModel.parseFrom(stream).getMetaGraphs(0));
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new FailureException("model (%s) cannot be read: %s".formatted(version, e), e);
    }
  }

  static ModelSignatures of(Path version, MetaGraphDef graph) {
    Map<String, SignatureDef> all = graph.getSignatureDefMap();
    ModelSignatures found =
        new ModelSignatures(
            version,
            answer(all, SERVING, "probabilities"),
            answer(all, FEATURES, FEATURES).or(() -> answer(all, SERVING, FEATURES)),
            answer(all, SERVING, "logits"));
    found.any();
    return found;
  }

  /** One of them. */
  OutputSpec any() {
    return Stream.of(probabilities, features)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "model (%s) must answer images with probabilities or features; export one"
                        .formatted(version)));
  }

  private static Optional<OutputSpec> answer(
      Map<String, SignatureDef> all, String signature, String output) {
    return Optional.ofNullable(all.get(signature))
        .filter(found -> found.containsOutputs(output) && found.getInputsCount() > 0)
        .map(found -> OutputSpec.of(found, output));
  }
}
