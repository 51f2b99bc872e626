package dev.nasnet.export.int8;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of an ONNX or a LiteRT file, in floating-point numbers or in integers.
 *
 * @param network an inference network
 * @param weights the network's weights and no others
 * @param classNames one name for each class in the order of the outputs, or none
 * @param provenance members about the origin of the weights, by name
 * @param integers the network in integers; empty for floating-point numbers
 */
public record ModelContent(
    LayeredNetwork network,
    Weights weights,
    List<String> classNames,
    Map<String, Object> provenance,
    Optional<IntegerNetwork> integers) {
  /**
   * Copies the collections.
   *
   * @param network an inference network
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   * @param integers the network in integers
   * @throws InvalidInputException if the network is one for training, or the weights do not fit it
   */
  public ModelContent {
    network.requireInference();
    weights.requireFit(network);
    classNames = List.copyOf(classNames);
    provenance = Map.copyOf(provenance);
  }

  /**
   * Creates the content of a file of floating-point numbers.
   *
   * @param network an inference network
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   */
  public ModelContent(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance) {
    this(network, weights, classNames, provenance, Optional.empty());
  }

  /** {@return the type of the file's images and outputs} */
  public Io io() {
    return integers.map(IntegerNetwork::io).orElse(Io.FLOAT32);
  }
}
