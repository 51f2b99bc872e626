package dev.nasnet.weights;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import dev.nasnet.weights.proto.KerasObject;
import dev.nasnet.weights.proto.SavedMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.proto.SavedModel;

/**
 * The model of a SavedModel: the description that tf_keras writes beside it or, where there is
 * none, as in Keras 3's export, what its serving function computes.
 */
final class SavedModelDescription {
  private static final String METADATA = "keras_metadata.pb";
  private static final String GRAPH = BundleFiles.GRAPH;
  private static final String ROOT = "root";

  /** A bundle of ours has its spec in here, which says more. */
  private static final Path OWN = Path.of("assets.extra", "provenance.json");

  private SavedModelDescription() {}

  /**
   * Reads the model of a SavedModel that is not this project's.
   *
   * @param cells the cells of the model; if empty, they are those of NASNet-A or PNASNet-5
   * @return empty for a bundle of this project, and where a folder has variables alone
   * @throws InvalidInputException if it is damaged or describes what is not followed
   */
  static Optional<KerasModel> of(Path folder, Optional<CellSet> cells) {
    Path metadata = folder.resolve(METADATA);
    if (Files.exists(folder.resolve(OWN))) {
      return Optional.empty();
    }
    try {
      if (!Files.exists(metadata)) {
        return served(folder, cells);
      }
      return SavedMetadata.parseFrom(Files.readAllBytes(metadata)).getNodesList().stream()
          .filter(node -> node.getNodePath().equals(ROOT))
          .findFirst()
          .map(KerasObject::getMetadata)
          .map(text -> KerasModel.read(folder.toString(), text, cells));
    } catch (IOException e) {
      throw new InvalidInputException(
          "weights (%s) must have a sound %s (%s); save the model again"
              .formatted(
                  folder, Files.exists(metadata) ? METADATA : GRAPH, e.getClass().getSimpleName()));
    }
  }

  /** The serving function's; a folder of variables alone has none. */
  private static Optional<KerasModel> served(Path folder, Optional<CellSet> cells)
      throws IOException {
    Path graph = folder.resolve(GRAPH);
    if (!Files.exists(graph)) {
      return Optional.empty();
    }
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(graph));
    if (model.getMetaGraphsCount() == 0) {
      throw new InvalidInputException(
          "weights (%s) must have a graph in %s; save the model again".formatted(folder, GRAPH));
    }
    return Optional.of(KerasModel.read(folder.toString(), model.getMetaGraphs(0), cells));
  }
}
