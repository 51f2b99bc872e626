package dev.nasnet.graph;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.WeightedLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The feature maps that exist at the same time while a network computes one image, layer by layer:
 * each from the layer that writes it to the last layer that reads it.
 */
final class FeatureMapMemory {
  private FeatureMapMemory() {}

  /**
   * Returns the largest number of float32 values that exist at one time for one image. It is a
   * floating-point number, since what a file states may exceed a long.
   */
  static double peakValues(LayeredNetwork network) {
    List<Layer> layers = network.layers();
    Map<String, Integer> lastReaders = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      for (String input : layers.get(i).inputs()) {
        lastReaders.merge(input, i, Math::max);
      }
    }
    Map<Integer, List<String>> freed = new HashMap<>();
    lastReaders.forEach((name, i) -> freed.computeIfAbsent(i, key -> new ArrayList<>()).add(name));
    double live = 0;
    double peak = 0;
    for (int i = 0; i < layers.size(); i++) {
      live += values(layers.get(i).output());
      peak = Math.max(peak, live + between(layers.get(i)));
      for (String name : freed.getOrDefault(i, List.of())) {
        live -= values(network.layer(name).output());
      }
    }
    return peak;
  }

  /** Returns the size of the tensor between the two convolutions of a separable one. */
  private static double between(Layer layer) {
    return layer instanceof WeightedLayer.SeparableConv2D separable
        ? (double) separable.output().pixels() * separable.inputChannels()
        : 0;
  }

  private static double values(OutputShape shape) {
    return (double) shape.pixels() * shape.channels();
  }
}
