package dev.nasnet.graph;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SameWindow;
import dev.nasnet.architecture.WeightedLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rewrites a network's layers so that a training step needs fewer passes over memory. Several ReLU
 * layers with the same input become one, and zero padding before a separable convolution becomes
 * the convolution's own padding SAME where both are equivalent. Every layer keeps its name, its
 * variables and its output; layers that no other layer reads any more are not run.
 */
final class TrainingLayerOptimizer {
  private final Network network;
  private final Map<String, Layer> given = new HashMap<>();
  private final Map<String, String> rectified = new HashMap<>();
  private final Map<String, String> same = new HashMap<>();

  private TrainingLayerOptimizer(Network network) {
    this.network = network;
  }

  /**
   * Returns the rewritten layers.
   *
   * @param network the network to which the layers belong
   * @param layers the layers; each layer follows those of its inputs that are in the list
   */
  static List<Layer> optimize(Network network, List<Layer> layers) {
    TrainingLayerOptimizer optimizer = new TrainingLayerOptimizer(network);
    List<Layer> optimized = new ArrayList<>();
    layers.forEach(layer -> optimized.add(optimizer.optimize(layer)));
    return optimized;
  }

  private Layer optimize(Layer layer) {
    given.put(layer.name(), layer);
    List<String> inputs =
        layer.inputs().stream().map(input -> same.getOrDefault(input, input)).toList();
    if (layer instanceof Layer.Activation) {
      String first = rectified.putIfAbsent(inputs.get(0), layer.name());
      same.put(layer.name(), first == null ? layer.name() : first);
    } else if (layer instanceof WeightedLayer.SeparableConv2D separable
        && given.get(layer.inputs().get(0)) instanceof Layer.ZeroPadding2D pad) {
      return unpadded(separable, pad);
    }
    return layer.reading(inputs);
  }

  private Layer unpadded(WeightedLayer.SeparableConv2D layer, Layer.ZeroPadding2D pad) {
    String input = pad.inputs().get(0);
    return SameWindow.of(layer.window(), pad, network.layer(input).output())
        .<Layer>map(
            window ->
                new WeightedLayer.SeparableConv2D(
                    layer.call().reading(same.getOrDefault(input, input)),
                    window,
                    layer.inputChannels()))
        .orElse(layer);
  }
}
