package dev.nasnet.export.model;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.export.bfloat16.Bfloat16Deviation;
import dev.nasnet.export.rewrite.ServingForm;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model to export in any format: an inference network, its weights and their description.
 *
 * @param network the inference network; layers that act only in training are removed
 * @param weights the network's weights and no others
 * @param classNames one name for each class in the order of the outputs, or none
 * @param provenance members about the origin of the weights, by name; values are text, numbers,
 *     booleans, lists, maps or records of these. Names that the export itself writes are refused
 * @param samples real images for a server's warm-up requests, or none
 * @param deviation the measured differences from float32 where the network computes in bfloat16;
 *     empty for float32
 * @param classIds the WordNet id of each class in the order of the outputs, or none
 */
public record ExportModel(
    LayeredNetwork network,
    Weights weights,
    List<String> classNames,
    Map<String, Object> provenance,
    List<SampleImage> samples,
    Optional<Bfloat16Deviation> deviation,
    List<String> classIds) {
  /**
   * Removes what only a training network has, such as the auxiliary head, and its weights.
   *
   * @param network the inference network
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   * @param samples real images for a server's warm-up requests, or none
   * @param deviation the measured differences from float32 where the network computes in bfloat16
   * @param classIds the WordNet id of each class in the order of the outputs, or none
   * @throws InvalidInputException if the weights or the class names do not fit the network, or a
   *     member of the provenance has a reserved name
   */
  public ExportModel {
    network = network.forInference();
    weights = only(network, weights);
    weights.requireFit(network);
    classNames = List.copyOf(classNames);
    provenance = Map.copyOf(provenance);
    samples = List.copyOf(samples);
    classIds = List.copyOf(classIds);
    Provenance.requireOrigin(provenance.keySet());
    resize(provenance);
    checkClassNames(network, classNames);
    checkClassNames(network, classIds);
    if (deviation.isPresent() && !(network instanceof ServingNetwork)) {
      throw new InvalidInputException(
          "precision (bfloat16) must be used with a network for inference only; rewrite it for"
              + " serving");
    }
  }

  /**
   * Makes a model without WordNet ids.
   *
   * @param network the inference network; layers that act only in training are removed
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   * @param samples real images for a server's warm-up requests, or none
   * @param deviation the measured differences from float32 where the network computes in bfloat16
   */
  public ExportModel(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance,
      List<SampleImage> samples,
      Optional<Bfloat16Deviation> deviation) {
    this(network, weights, classNames, provenance, samples, deviation, List.of());
  }

  /**
   * Makes a model that computes in float32.
   *
   * @param network the inference network; layers that act only in training are removed
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   * @param samples real images for a server's warm-up requests, or none
   */
  public ExportModel(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance,
      List<SampleImage> samples) {
    this(network, weights, classNames, provenance, samples, Optional.empty());
  }

  /**
   * Makes a model that computes in float32 and has no samples.
   *
   * @param network the inference network; layers that act only in training are removed
   * @param weights the network's weights and no others
   * @param classNames one name for each class in the order of the outputs, or none
   * @param provenance members about the origin of the weights, by name
   */
  public ExportModel(
      LayeredNetwork network,
      Weights weights,
      List<String> classNames,
      Map<String, Object> provenance) {
    this(network, weights, classNames, provenance, List.of());
  }

  /**
   * {@return how images with another aspect ratio are brought to the network's size, which is the
   * member {@code resize} of the provenance}
   */
  public ResizeMode resize() {
    return resize(provenance);
  }

  private static ResizeMode resize(Map<String, Object> provenance) {
    return ResizeMode.of(
        String.valueOf(provenance.getOrDefault(Provenance.RESIZE, ResizeMode.STRETCH.word())));
  }

  /**
   * {@return this model for images that are brought to the network's size in another way}
   *
   * @param resize stretch, crop or pad, which the provenance states
   */
  public ExportModel withResize(ResizeMode resize) {
    Map<String, Object> members = new HashMap<>(provenance);
    if (resize == ResizeMode.STRETCH) {
      members.remove(Provenance.RESIZE);
    } else {
      members.put(Provenance.RESIZE, resize.word());
    }
    return new ExportModel(network, weights, classNames, members, samples, deviation, classIds);
  }

  /**
   * {@return this model with other samples}
   *
   * @param samples real images for a server's warm-up requests, or none
   */
  public ExportModel withSamples(List<SampleImage> samples) {
    return new ExportModel(network, weights, classNames, provenance, samples, deviation, classIds);
  }

  /**
   * {@return this model with the WordNet ids of its classes}
   *
   * @param ids one WordNet id for each class in the order of the outputs, such as {@code n02119789}
   */
  public ExportModel withClassIds(List<String> ids) {
    return new ExportModel(network, weights, classNames, provenance, samples, deviation, ids);
  }

  /**
   * {@return the network with Keras's layers, for the formats that keep them}
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

  /**
   * {@return the model rewritten for serving: fewer layers with the same outputs; the weights are
   * constants and cannot be trained}
   */
  public ExportModel forServing() {
    WeightedNetwork form = ServingForm.of(new WeightedNetwork(network, weights));
    return new ExportModel(
        form.network(), form.weights(), classNames, provenance, samples, deviation, classIds);
  }

  /**
   * {@return the model rewritten for serving with a convolutional part that computes in bfloat16}
   * The differences from float32 are measured here. Images and outputs stay float32.
   *
   * @throws FailureException if TensorFlow cannot compute bfloat16 here, or the differences are so
   *     large that a verification would accept anything
   */
  public ExportModel forServingInBfloat16() {
    ExportModel form = forServing();
    Bfloat16Deviation measured = Bfloat16Deviation.measure(form.network(), form.weights());
    return new ExportModel(
        form.network(),
        form.weights(),
        classNames,
        provenance,
        samples,
        Optional.of(measured),
        classIds);
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
                  + " training diverged, or set `allowNonFinite`");
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
