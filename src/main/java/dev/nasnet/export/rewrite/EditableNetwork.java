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

/**
 * A network and its weights while a rewrite changes them, with an index of each layer's readers.
 */
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

  /** The current layers of a class; in an unchanged network each comes after its inputs. */
  <L extends Layer> List<L> layers(Class<L> kind) {
    return layers.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The current layer of a name. */
  Layer layer(String name) {
    return Objects.requireNonNull(layers.get(name), name);
  }

  /** The input of a layer at an index, from 0. */
  Layer input(Layer layer, int index) {
    return layer(layer.inputs().get(index));
  }

  /** The first input of a layer, if it is of a class. */
  <L extends Layer> Optional<L> input(Layer layer, Class<L> kind) {
    return Stream.of(input(layer, 0)).filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** The layers that read a layer, each once. */
  List<Layer> readers(Layer layer) {
    return List.copyOf(readers.getOrDefault(layer.name(), Set.of())).stream()
        .map(this::layer)
        .toList();
  }

  /** Whether a layer is the output of the network. */
  boolean isOutput(Layer layer) {
    return layer.name().equals(output);
  }

  /** Whether exactly one layer, and not the network's output, reads a layer. */
  boolean hasOneReader(Layer layer) {
    return !isOutput(layer) && readers(layer).size() == 1;
  }

  /** Adds a layer, or replaces the layer of its name. */
  void put(Layer layer) {
    Layer old = layers.put(layer.name(), layer);
    if (old != null) {
      old.inputs().forEach(input -> readersOf(input).remove(old.name()));
    }
    layer.inputs().forEach(input -> readersOf(input).add(layer.name()));
  }

  /** Adds a layer and removes an old one; the readers of the old one then read the new one. */
  void replace(Layer old, Layer replacement) {
    put(replacement);
    if (old.name().equals(replacement.name())) {
      return;
    }
    for (Layer reader : readers(old)) {
      put(reader.reading(renamed(reader.inputs(), old, replacement)));
    }
    output = isOutput(old) ? replacement.name() : output;
    layers.remove(old.name());
    old.inputs().forEach(input -> readersOf(input).remove(old.name()));
  }

  /** The values of a layer's variable, row-major. The array must not be changed. */
  float[] values(Layer layer, int variable) {
    String name = layer.variables().get(variable).name();
    return Objects.requireNonNull(arrays.get(name), name).values();
  }

  /** Sets the values of all variables of a layer, in the order of its variables. */
  void set(Layer layer, float[]... values) {
    for (int i = 0; i < values.length; i++) {
      VariableSpec variable = layer.variables().get(i);
      arrays.put(variable.name(), new NamedArray(variable.name(), variable.shape(), values[i]));
    }
  }

  /** Returns the changed network, without layers that its output does not depend on. */
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
