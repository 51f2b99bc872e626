package dev.nasnet.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A NASNet as an ordered list of Keras layers: the single source of names, shapes, counts, graphs
 * and configs. Immutable; made in milliseconds, without TensorFlow.
 */
public final class Network {
  private final NasNetSpec spec;
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final List<String> outputs;
  private final List<VariableSpec> variables;
  private final boolean rewritten;

  Network(NasNetSpec spec, List<Layer> layers, List<String> outputs) {
    this(spec, layers, outputs, false);
  }

  private Network(NasNetSpec spec, List<Layer> layers, List<String> outputs, boolean rewritten) {
    this.spec = spec;
    this.rewritten = rewritten;
    layers.forEach(layer -> this.layers.put(layer.name(), layer));
    this.outputs = List.copyOf(outputs);
    variables = layers.stream().flatMap(layer -> layer.variables().stream()).toList();
  }

  /** The network of a spec, with what acts only in training if the spec asks for it. */
  public static Network of(NasNetSpec spec) {
    return NetworkDesigner.design(spec);
  }

  /** The network that answers: no dropout, no drop path, no auxiliary head. */
  public Network forInference() {
    return rewritten ? this : of(spec.forInference());
  }

  /**
   * The same function for inference, made by other layers.
   *
   * @param layers in any order; those that the output does not read are left out
   * @param output the name of the layer that answers
   */
  public Network rewritten(List<Layer> layers, String output) {
    List<String> outputs = List.of(output);
    return new Network(spec.forInference(), KerasOrder.sort(layers, outputs), outputs, true);
  }

  /** Whether these are no longer the layers of its spec, but others that only answer as they do. */
  public boolean isRewritten() {
    return rewritten;
  }

  /** What it was made from. */
  public NasNetSpec spec() {
    return spec;
  }

  /** The layers, in Keras's order. */
  public List<Layer> layers() {
    return List.copyOf(layers.values());
  }

  /**
   * A layer by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Layer layer(String name) {
    return Optional.ofNullable(layers.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no layer is called " + name));
  }

  /** The image's layer. */
  public Layer input() {
    return layers.values().iterator().next();
  }

  /** The layer that answers. */
  public Layer output() {
    return layer(outputs.get(0));
  }

  /** The auxiliary classifier, if the spec asks for one. */
  public Optional<Layer> auxiliaryOutput() {
    return outputs.size() > 1 ? Optional.of(layer(outputs.get(1))) : Optional.empty();
  }

  /** All variables, layer by layer, within a layer in Keras's order. */
  public List<VariableSpec> variables() {
    return variables;
  }

  /** The layers that have variables, in Keras's order. */
  public List<Layer> weightedLayers() {
    return layers.values().stream().filter(layer -> !layer.variables().isEmpty()).toList();
  }

  /**
   * By layer name: its class in snake case and its number among the layers of that class, {@code
   * conv2d}, {@code conv2d_1}, …, by which Keras's {@code .weights.h5} calls it.
   */
  public Map<String, String> ordinals() {
    LayerNames names = new LayerNames();
    Map<String, String> ordinals = new LinkedHashMap<>();
    layers.values().forEach(l -> ordinals.put(l.name(), names.automatic(l.kerasClass())));
    return ordinals;
  }

  /**
   * By layer name: the block it stands in, {@code stem}, {@code cell_0}, {@code reduce_4}, {@code
   * head} and so on, as {@link LayerRange} calls them; the image is {@code image}. A layer whose
   * name tells none stands with one that reads it.
   */
  public Map<String, String> blocks() {
    Map<String, String> blocks = new HashMap<>();
    List<Layer> reversed = new ArrayList<>(layers.values());
    Collections.reverse(reversed);
    for (Layer layer : reversed) {
      boolean isNamed = !LayerNames.isAutomatic(layer);
      if (isNamed || !blocks.containsKey(layer.name())) {
        blocks.put(layer.name(), isNamed ? LayerNames.block(layer.name()) : "head");
      }
      String block = blocks.get(layer.name());
      layer.inputs().forEach(input -> blocks.putIfAbsent(input, block));
    }
    blocks.put(input().name(), "image");
    return blocks;
  }

  /** The number of all parameters. */
  public long parameters() {
    return variables.stream().mapToLong(VariableSpec::size).sum();
  }

  /** The number of the parameters that gradients move. */
  public long trainableParameters() {
    return variables.stream().filter(VariableSpec::trainable).mapToLong(VariableSpec::size).sum();
  }

  /** Multiply-adds for one image. */
  public long multiplyAdds() {
    return layers.values().stream().mapToLong(Layer::multiplyAdds).sum();
  }
}
