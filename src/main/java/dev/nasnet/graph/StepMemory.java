package dev.nasnet.graph;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.WeightedLayer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts the float32 values that a training step holds at one time for each image. The forward pass
 * keeps the tensors that the gradients of TensorFlow's ops read; the backward pass frees them layer
 * by layer, and holds a gradient from the layer that reads a tensor to the one that writes it.
 */
final class StepMemory {
  private final Network network;
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final Set<String> reached = new HashSet<>();

  /**
   * Prepares the counting.
   *
   * @param trained the variables with gradients; layers before the first of them keep nothing
   */
  StepMemory(Network network, Set<VariableSpec> trained) {
    this.network = network;
    List<Layer> optimized = TrainingLayerOptimizer.optimize(network, network.layers());
    Set<String> read = new HashSet<>(Set.of(network.output().name()));
    network.auxiliaryOutput().ifPresent(layer -> read.add(layer.name()));
    optimized.forEach(layer -> read.addAll(layer.inputs()));
    optimized.stream()
        .filter(layer -> read.contains(layer.name()))
        .forEach(layer -> layers.put(layer.name(), layer));
    for (Layer layer : layers.values()) {
      if (layer.inputs().stream().anyMatch(reached::contains)
          || layer.variables().stream().anyMatch(trained::contains)) {
        reached.add(layer.name());
      }
    }
  }

  /** Returns the largest number of values that a step holds. */
  double peakValues() {
    return peak(List.copyOf(layers.values()));
  }

  /**
   * Returns the largest number of values where only the tensors between blocks are kept, and each
   * block is computed again in the backward pass, which goes from the last block to the first.
   */
  double peakValuesWithRecomputation() {
    Map<Block, List<Layer>> blocks =
        layers.values().stream()
            .collect(
                Collectors.groupingBy(
                    layer -> layer.location().block(), TreeMap::new, Collectors.toList()));
    Set<String> between = namesBetweenBlocks();
    double kept = 0;
    double peak = 0;
    for (List<Layer> block : blocks.values()) {
      peak = Math.max(peak, kept + peak(block));
      kept +=
          block.stream()
              .filter(layer -> between.contains(layer.name()))
              .mapToDouble(layer -> values(layer.output()))
              .sum();
    }
    return peak;
  }

  private Set<String> namesBetweenBlocks() {
    Set<String> names = new HashSet<>();
    for (Layer layer : layers.values()) {
      layer.inputs().stream()
          .filter(input -> !layer(input).location().block().equals(layer.location().block()))
          .forEach(names::add);
    }
    return names;
  }

  private double peak(List<Layer> part) {
    Map<String, Double> kept = new HashMap<>();
    part.stream().filter(layer -> reached.contains(layer.name())).forEach(it -> keep(it, kept));
    double live = kept.values().stream().mapToDouble(Double::doubleValue).sum();
    double peak = live;
    Map<String, Double> gradients = new HashMap<>();
    for (int i = part.size() - 1; i >= 0; i--) {
      Layer layer = part.get(i);
      if (!reached.contains(layer.name())) {
        continue;
      }
      for (String input : layer.inputs()) {
        // The gradient of a sum is that of each summand, and the image has none.
        boolean isNew = reached.contains(input) && !(layer instanceof Layer.Add);
        double size = isNew ? values(layer(input).output()) : 0;
        gradients.merge(input, size, Double::sum);
        live += size;
      }
      peak = Math.max(peak, live + inner(layer));
      live -= gradients.getOrDefault(layer.name(), 0.0);
      live -= kept.getOrDefault(layer.name(), 0.0) + kept.getOrDefault(innerName(layer), 0.0);
    }
    return peak;
  }

  /** Adds the tensors that the gradient of a layer reads. */
  private void keep(Layer layer, Map<String, Double> kept) {
    boolean readsOutput =
        layer instanceof Layer.Activation
            || layer instanceof Layer.MaxPooling2D
            || layer instanceof Layer.Dropout;
    boolean readsInput = !layer.variables().isEmpty() || layer instanceof Layer.MaxPooling2D;
    if (readsOutput) {
      kept.put(layer.name(), values(layer.output()));
    }
    if (readsInput) {
      Layer input = layer(layer.inputs().get(0));
      kept.put(input.name(), values(input.output()));
    }
    if (layer instanceof WeightedLayer.SeparableConv2D) {
      kept.put(innerName(layer), inner(layer));
    }
  }

  /** Returns the size of the tensor between the two convolutions of a separable one. */
  private static double inner(Layer layer) {
    return layer instanceof WeightedLayer.SeparableConv2D separable
        ? (double) separable.output().pixels() * separable.inputChannels()
        : 0;
  }

  private static String innerName(Layer layer) {
    return layer.name() + " inner";
  }

  private Layer layer(String name) {
    Layer layer = layers.get(name);
    return layer == null ? network.layer(name) : layer;
  }

  private static double values(OutputShape shape) {
    return (double) shape.pixels() * shape.channels();
  }
}
