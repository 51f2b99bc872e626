package dev.nasnet.export.model;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.bfloat16.Bfloat16Deviation;
import dev.nasnet.export.rewrite.ServingForm;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is exported, in whatever format: an inference network, its weights and what is known of it.
 *
 * @param network what acts only in training is left out
 * @param weights just the network's
 * @param classNames one a class in the order of the outputs, or none
 * @param provenance whatever should be kept about where the weights come from, by name
 * @param samples real images to make a server's warm-up requests of, or none
 * @param rounding how far bfloat16 moves the answers, where it computes in that; else in float32
 */
public record ExportModel(
    LayeredNetwork network,
    Weights weights,
    List<String> classNames,
    Map<String, Object> provenance,
    List<SampleImage> samples,
    Optional<Bfloat16Deviation> rounding) {
  /**
   * Leaves out what only a training network has, such as the auxiliary head, and its weights.
   *
   * @throws InvalidInputException if the weights or the class names do not fit the network
   */
  public ExportModel {
    network = network.forInference();
    weights = only(network, weights);
    weights.requireFit(network);
    classNames = List.copyOf(classNames);
    provenance = Map.copyOf(provenance);
    samples = List.copyOf(samples);
    checkClassNames(network, classNames);
    if (rounding.isPresent() && !(network instanceof ServingNetwork)) {
      throw new InvalidInputException(
          "precision (bfloat16) must be of a network that only answers; rewrite it for serving");
    }
  }

  /** In float32. */
  public ExportModel(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance,
      List<SampleImage> samples) {
    this(network, weights, classNames, provenance, samples, Optional.empty());
  }

  /** In float32, without samples. */
  public ExportModel(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance) {
    this(network, weights, classNames, provenance, List.of());
  }

  /** The same with these samples. */
  public ExportModel withSamples(List<SampleImage> samples) {
    return new ExportModel(network, weights, classNames, provenance, samples, rounding);
  }

  /**
   * Returns the network with Keras's layers, for the formats that keep them.
   *
   * @throws InvalidInputException if the network was rewritten for serving
   */
  public Network kerasNetwork() {
    if (network instanceof Network keras) {
      return keras;
    }
    throw new InvalidInputException(
        "network (rewritten for serving) must have Keras's layers; export it without rewriting");
  }

  /** The same answers by fewer layers, whose weights are for good: nothing to train. */
  public ExportModel forServing() {
    WeightedNetwork form = ServingForm.of(new WeightedNetwork(network, weights));
    return new ExportModel(form.network(), form.weights(), classNames, provenance, samples);
  }

  /**
   * As {@link #forServing()}, but that the convolutional part computes in bfloat16; how far that
   * moves the answers is measured here. Images and answers stay float32.
   *
   * @throws FailureException if it cannot be computed here, or so coarsely that a bundle could not
   *     prove itself
   */
  public ExportModel forServingInBfloat16() {
    ExportModel form = forServing();
    Bfloat16Deviation measured = Bfloat16Deviation.measure(form.network(), form.weights());
    return new ExportModel(
        form.network(), form.weights(), classNames, provenance, samples, Optional.of(measured));
  }

  /**
   * Refuses weights that are not finite: every prediction would be NaN.
   *
   * @throws InvalidInputException if a weight is NaN or infinite, naming the first
   */
  public void requireFinite() {
    for (NamedArray array : weights.arrays()) {
      float[] values = array.values();
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          throw new InvalidInputException(
              "weights (%s, element %d: %s) must be finite; take a checkpoint from before the"
                      .formatted(array.name(), i, values[i])
                  + " training diverged, or give --allow-non-finite");
        }
      }
    }
  }

  private static Weights only(LayeredNetwork network, Weights weights) {
    Set<String> names =
        network.variables().stream().map(VariableSpec::name).collect(Collectors.toSet());
    return Weights.of(
        weights.arrays().stream().filter(array -> names.contains(array.name())).toList());
  }

  private static void checkClassNames(LayeredNetwork network, List<String> classNames) {
    int classes = network.spec().classes();
    if (!classNames.isEmpty() && classNames.size() != classes) {
      throw new InvalidInputException(
          "class names (%d) must be as many as the network's classes; give %d or none"
              .formatted(classNames.size(), classes));
    }
    for (String name : classNames) {
      if (name.isBlank() || name.lines().count() > 1) {
        throw new InvalidInputException(
            "class name (%s) must be one line of text; rename the class".formatted(name));
      }
    }
  }
}
