package dev.nasnet.export.onnx;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an ONNX file is written from.
 *
 * @param network an inference network
 * @param weights just the network's
 * @param classNames one a class in the order of the outputs, or none
 * @param provenance whatever the file should keep about where the weights come from, by name
 * @param options the choices of the file
 * @param integers the network in integers; empty for floating-point numbers
 */
public record OnnxModel(
    LayeredNetwork network,
    Weights weights,
    List<String> classNames,
    Map<String, Object> provenance,
    OnnxOptions options,
    Optional<IntegerNetwork> integers) {
  /**
   * Copies the collections.
   *
   * @param network an inference network
   * @param weights just the network's
   * @param classNames one a class in the order of the outputs, or none
   * @param provenance whatever the file should keep about where the weights come from, by name
   * @param options the choices of the file
   * @param integers the network in integers
   * @throws InvalidInputException if the network is one for training, or the weights do not fit it
   */
  public OnnxModel {
    network.requireInference();
    weights.requireFit(network);
    classNames = List.copyOf(classNames);
    provenance = Map.copyOf(provenance);
  }

  /**
   * Creates what a file of floating-point numbers is written from.
   *
   * @param network an inference network
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   * @param options the types, the layout and the outputs of the file
   */
  public OnnxModel(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance,
      OnnxOptions options) {
    this(network, weights, classNames, provenance, options, Optional.empty());
  }
}
