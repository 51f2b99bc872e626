package dev.nasnet.inference;

import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.bundle.SignatureNames;
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
 * The outputs that a bundle computes from images, found by the names of its signatures.
 *
 * @param version the version's folder
 * @param probabilities the classes' probabilities, where the bundle has a classifier
 * @param features the input of the classifier, where the bundle outputs it
 * @param logits the classes' logits, where the bundle outputs them beside the probabilities
 * @param joint probabilities and features of one run of the network, where the bundle has a
 *     signature for both
 * @param isMultiLabel whether the bundle states a sigmoid head: an image then may have any number
 *     of labels
 */
public record ModelSignatures(
    Path version,
    Optional<OutputSpec> probabilities,
    Optional<OutputSpec> features,
    Optional<OutputSpec> logits,
    Optional<Joint> joint,
    boolean isMultiLabel) {
  /**
   * Two outputs of one signature.
   *
   * @param probabilities the classes' probabilities
   * @param features the input of the classifier
   */
  public record Joint(OutputSpec probabilities, OutputSpec features) {}

  /**
   * Reads the signatures of a bundle, without TensorFlow's native library.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @return the outputs and the signatures that compute them
   * @throws InvalidInputException if there is no bundle, or it has no output for images
   * @throws FailureException if the bundle cannot be read
   */
  public static ModelSignatures read(Path model) {
    Path version = Bundle.version(model);
    BundleFiles.requireUnchanged(version, BundleFiles.GRAPH);
    try (InputStream stream =
        new BufferedInputStream(Files.newInputStream(version.resolve(BundleFiles.GRAPH)))) {
      return of(version, SavedModel.parseFrom(stream).getMetaGraphs(0));
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new FailureException("model (%s) cannot be read: %s".formatted(version, e), e);
    }
  }

  static ModelSignatures of(Path version, MetaGraphDef graph) {
    Map<String, SignatureDef> all = graph.getSignatureDefMap();
    String serving = SignatureNames.SERVING_DEFAULT;
    String features = SignatureNames.FEATURES;
    ModelSignatures found =
        new ModelSignatures(
            version,
            output(all, serving, SignatureNames.PROBABILITIES),
            output(all, features, features).or(() -> output(all, serving, features)),
            output(all, serving, SignatureNames.LOGITS),
            output(all, SignatureNames.ALL_OUTPUTS, SignatureNames.PROBABILITIES)
                .flatMap(
                    first ->
                        output(all, SignatureNames.ALL_OUTPUTS, features)
                            .map(second -> new Joint(first, second))),
            Provenance.ofBundle(version).filter(Provenance::isMultiLabel).isPresent());
    found.any();
    return found;
  }

  /** Returns the probabilities, or the features where there is no classifier. */
  OutputSpec any() {
    return Stream.of(probabilities, features)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "model (%s) must output probabilities or features for images; export one that does"
                        .formatted(version)));
  }

  private static Optional<OutputSpec> output(
      Map<String, SignatureDef> all, String signature, String key) {
    return Optional.ofNullable(all.get(signature))
        .filter(found -> found.containsOutputs(key) && found.getInputsCount() > 0)
        .map(found -> OutputSpec.of(found, key));
  }
}
