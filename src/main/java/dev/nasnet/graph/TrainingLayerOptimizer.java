package dev.nasnet.graph;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SameWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's layers with fewer passes over memory, forth and back: one ReLU where several read the
 * same tensor, and no zeros around what a separable convolution reads where SAME adds them. Every
 * layer keeps its name, its variables and what it gives; those that nobody reads any more do not
 * run.
 */
final class TrainingLayerOptimizer {
  private final Network network;
  private final Map<String, Layer> given = new HashMap<>();
  private final Map<String, String> rectified = new HashMap<>();
  private final Map<String, String> same = new HashMap<>();

  private TrainingLayerOptimizer(Network network) {
    this.network = network;
  }

  /** Of some layers, each behind those of them that it reads. */
  static List<Layer> of(Network network, List<Layer> layers) {
    TrainingLayerOptimizer form = new TrainingLayerOptimizer(network);
    List<Layer> lean = new ArrayList<>();
    layers.forEach(layer -> lean.add(form.lean(layer)));
    return lean;
  }

  private Layer lean(Layer layer) {
    given.put(layer.name(), layer);
    List<String> inputs =
        layer.inputs().stream().map(input -> same.getOrDefault(input, input)).toList();
    if (layer instanceof Layer.Activation) {
      String first = rectified.putIfAbsent(inputs.get(0), layer.name());
      same.put(layer.name(), first == null ? layer.name() : first);
    } else if (layer instanceof Layer.SeparableConv2D separable
        && given.get(layer.inputs().get(0)) instanceof Layer.ZeroPadding2D pad) {
      return unpadded(separable, pad);
    }
    return layer.reading(inputs);
  }

  private Layer unpadded(Layer.SeparableConv2D layer, Layer.ZeroPadding2D pad) {
    String input = pad.inputs().get(0);
    return SameWindow.of(layer.window(), pad, network.layer(input).output())
        .<Layer>map(
            window ->
                new Layer.SeparableConv2D(
                    layer.call().reading(same.getOrDefault(input, input)),
                    window,
                    layer.inputChannels()))
        .orElse(layer);
  }
}
