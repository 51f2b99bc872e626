package dev.nasnet.architecture;

import dev.nasnet.problem.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network as an ordered list of layers: the single source of names, shapes, counts, graphs and
 * configurations. It is either a {@link Network}, which has Keras's layers and can be trained, or a
 * {@link ServingNetwork}, which is for inference only.
 */
public abstract sealed class LayeredNetwork permits Network, ServingNetwork {
  private final NasNetSpec spec;
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final List<String> outputs;
  private final List<VariableSpec> variables;

  LayeredNetwork(NasNetSpec spec, List<Layer> layers, List<String> outputs) {
    this.spec = spec;
    layers.forEach(layer -> this.layers.put(layer.name(), layer));
    this.outputs = List.copyOf(outputs);
    variables = layers.stream().flatMap(layer -> layer.variables().stream()).toList();
  }

  /** {@return the network without what acts only in training} */
  public abstract LayeredNetwork forInference();

  /**
   * Checks that this is a network for inference.
   *
   * @throws InvalidInputException if it has an auxiliary head, dropout or drop path
   */
  public void requireInference() {
    boolean trains =
        auxiliaryOutput().isPresent()
            || layers().stream()
                .anyMatch(
                    layer -> layer instanceof Layer.Dropout || layer instanceof Layer.DropPath);
    if (trains) {
      throw new InvalidInputException(
          "network (%s) must be for inference, and this one has layers that act only in training;"
                  .formatted(spec().notation())
              + " give Network.forInference()");
    }
  }

  /** {@return the spec that it was made from} */
  public NasNetSpec spec() {
    return spec;
  }

  /** {@return the layers, in the order of Keras} */
  public List<Layer> layers() {
    return List.copyOf(layers.values());
  }

  /**
   * {@return the layer of a name}
   *
   * @param name the Keras layer name
   * @throws IllegalArgumentException if there is none
   */
  public Layer layer(String name) {
    return Optional.ofNullable(layers.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no layer is called " + name));
  }

  /** {@return the layer of the image} */
  public Layer input() {
    return layers.values().iterator().next();
  }

  /**
   * {@return the layer that outputs the prediction: the classifier, or the features without one}
   */
  public Layer output() {
    return layer(outputs.get(0));
  }

  /** {@return the auxiliary classifier, if the spec has one} */
  public Optional<Layer> auxiliaryOutput() {
    return outputs.size() > 1 ? Optional.of(layer(outputs.get(1))) : Optional.empty();
  }

  /** {@return all variables, layer by layer, within a layer in Keras's order} */
  public List<VariableSpec> variables() {
    return variables;
  }

  /** {@return the layers that have variables, in the order of Keras} */
  public List<Layer> weightedLayers() {
    return layers.values().stream().filter(layer -> !layer.variables().isEmpty()).toList();
  }

  /** {@return the number of all parameters} */
  public long parameters() {
    return variables.stream().mapToLong(VariableSpec::size).sum();
  }

  /** {@return the multiply-adds for one image} */
  public long multiplyAdds() {
    return layers.values().stream().mapToLong(Layer::multiplyAdds).sum();
  }
}
