package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A network and its weights while a rewrite changes them; it knows who reads whom. */
final class EditableNetwork {
  private final NasNetSpec spec;
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final Map<String, Set<String>> readers = new HashMap<>();
  private final Map<String, NamedArray> arrays = new HashMap<>();
  private String output;

  EditableNetwork(WeightedNetwork given) {
    LayeredNetwork network = given.network();
    spec = network.spec();
    output = network.output().name();
    network.layers().forEach(this::put);
    given.weights().arrays().forEach(array -> arrays.put(array.name(), array));
  }

  /** The layers of a kind as they are now; at first each stands behind those that it reads. */
  <L extends Layer> List<L> layers(Class<L> kind) {
    return layers.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** A layer as it is now. */
  Layer layer(String name) {
    return Objects.requireNonNull(layers.get(name), name);
  }

  /** What a layer reads at this place. */
  Layer input(Layer layer, int index) {
    return layer(layer.inputs().get(index));
  }

  /** What a layer reads first, if that is of this kind. */
  <L extends Layer> Optional<L> input(Layer layer, Class<L> kind) {
    return Stream.of(input(layer, 0)).filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** The layers that read this one, each once. */
  List<Layer> readers(Layer layer) {
    return List.copyOf(readers.getOrDefault(layer.name(), Set.of())).stream()
        .map(this::layer)
        .toList();
  }

  /** Whether this layer's output is what the network answers. */
  boolean answers(Layer layer) {
    return layer.name().equals(output);
  }

  /** Whether one layer, and nobody else, reads this one. */
  boolean hasOneReader(Layer layer) {
    return !answers(layer) && readers(layer).size() == 1;
  }

  /** Adds a layer, or puts it in the place of the one of its name. */
  void put(Layer layer) {
    Layer old = layers.put(layer.name(), layer);
    if (old != null) {
      old.inputs().forEach(input -> readersOf(input).remove(old.name()));
    }
    layer.inputs().forEach(input -> readersOf(input).add(layer.name()));
  }

  /** Whoever read the old layer reads the new one, which is added; the old one goes. */
  void replace(Layer old, Layer replacement) {
    put(replacement);
    if (old.name().equals(replacement.name())) {
      return;
    }
    for (Layer reader : readers(old)) {
      put(reader.reading(renamed(reader.inputs(), old, replacement)));
    }
    output = answers(old) ? replacement.name() : output;
    layers.remove(old.name());
    old.inputs().forEach(input -> readersOf(input).remove(old.name()));
  }

  /** A variable's values, row-major; not to be changed. */
  float[] values(Layer layer, int variable) {
    String name = layer.variables().get(variable).name();
    return Objects.requireNonNull(arrays.get(name), name).values();
  }

  /** Sets all of a layer's variables, in their order. */
  void set(Layer layer, float[]... values) {
    for (int i = 0; i < values.length; i++) {
      VariableSpec variable = layer.variables().get(i);
      arrays.put(variable.name(), new NamedArray(variable.name(), variable.shape(), values[i]));
    }
  }

  WeightedNetwork finished() {
    ServingNetwork rewritten = ServingNetwork.of(spec, List.copyOf(layers.values()), output);
    List<NamedArray> kept =
        rewritten.variables().stream()
            .map(variable -> Objects.requireNonNull(arrays.get(variable.name()), variable.name()))
            .toList();
    return new WeightedNetwork(rewritten, Weights.of(kept));
  }

  private Set<String> readersOf(String name) {
    return readers.computeIfAbsent(name, key -> new LinkedHashSet<>());
  }

  private static List<String> renamed(List<String> inputs, Layer old, Layer replacement) {
    return inputs.stream()
        .map(input -> input.equals(old.name()) ? replacement.name() : input)
        .toList();
  }
}
