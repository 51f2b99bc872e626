package dev.nasnet.weights;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import dev.nasnet.weights.proto.KerasObject;
import dev.nasnet.weights.proto.SavedMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The description of its model that tf_keras writes beside a SavedModel. */
final class SavedModelDescription {
  private static final String METADATA = "keras_metadata.pb";
  private static final String ROOT = "root";

  /** A bundle of ours has its spec in here, which says more. */
  private static final Path OWN = Path.of("assets.extra", "provenance.json");

  private SavedModelDescription() {}

  /**
   * Reads the description in a SavedModel's folder, if there is one.
   *
   * @throws InvalidInputException if it is damaged or describes what is not followed
   */
  static Optional<KerasModel> of(Path folder) {
    Path metadata = folder.resolve(METADATA);
    if (!Files.exists(metadata) || Files.exists(folder.resolve(OWN))) {
      return Optional.empty();
    }
    try {
      return SavedMetadata.parseFrom(Files.readAllBytes(metadata)).getNodesList().stream()
          .filter(node -> node.getNodePath().equals(ROOT))
          .findFirst()
          .map(KerasObject::getMetadata)
          .map(text -> KerasModel.read(folder.toString(), text));
    } catch (IOException e) {
      throw new InvalidInputException(
          "weights (%s) must have a sound %s (%s); save the model again"
              .formatted(folder, METADATA, e.getClass().getSimpleName()));
    }
  }
}
