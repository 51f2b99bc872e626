package dev.nasnet.export.litert;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a LiteRT file.
 *
 * @param network an inference network
 * @param weights the network's weights and no others
 * @param classNames one name for each class in the order of the outputs, or none
 * @param provenance members about the origin of the weights, by name
 * @param options the choices of the file
 * @param integers the network in integers; empty for floating-point numbers
 */
public record LiteRtModel(
    LayeredNetwork network,
    Weights weights,
    List<String> classNames,
    Map<String, Object> provenance,
    LiteRtOptions options,
    Optional<IntegerNetwork> integers) {
  /**
   * Copies the collections.
   *
   * @param network an inference network
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   * @param options the choices of the file
   * @param integers the network in integers
   * @throws InvalidInputException if the network is one for training, or the weights do not fit it
   */
  public LiteRtModel {
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
   * @param options the precision of the weights
   */
  public LiteRtModel(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance,
      LiteRtOptions options) {
    this(network, weights, classNames, provenance, options, Optional.empty());
  }
}
