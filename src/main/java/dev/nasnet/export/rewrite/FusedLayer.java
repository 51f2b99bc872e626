package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.WeightedLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A layer of a serving form, and the ReLU that a runtime computes together with it.
 *
 * @param layer any layer but the input
 * @param relu the only reader of the layer, if that is a ReLU and the runtime can fuse both
 */
public record FusedLayer(Layer layer, Optional<Layer.Activation> relu) {
  /**
   * {@return the layers of a network in their order, each once}
   *
   * @param network an inference network
   */
  public static List<FusedLayer> of(LayeredNetwork network) {
    Map<String, List<Layer>> readers = new HashMap<>();
    for (Layer layer : network.layers()) {
      layer
          .inputs()
          .forEach(input -> readers.computeIfAbsent(input, key -> new ArrayList<>()).add(layer));
    }
    List<FusedLayer> fused = new ArrayList<>();
    Set<String> relus = new HashSet<>();
    for (Layer layer : network.layers()) {
      if (!(layer instanceof Layer.InputLayer) && !relus.contains(layer.name())) {
        FusedLayer one =
            new FusedLayer(
                layer, relu(network, layer, readers.getOrDefault(layer.name(), List.of())));
        one.relu.ifPresent(relu -> relus.add(relu.name()));
        fused.add(one);
      }
    }
    return fused;
  }

  /** {@return the name of the layer that has the output: the ReLU's, if there is one} */
  public String output() {
    return relu.map(Layer.Activation::name).orElse(layer.name());
  }

  private static Optional<Layer.Activation> relu(
      LayeredNetwork network, Layer layer, List<Layer> readers) {
    boolean isFusible =
        layer instanceof WeightedLayer.Conv2D
            || layer instanceof WeightedLayer.DepthwiseConv2D
            || layer instanceof Layer.AveragePooling2D
            || layer instanceof Layer.MaxPooling2D
            || layer instanceof Layer.Add;
    return isFusible
            && !layer.equals(network.output())
            && readers.size() == 1
            && readers.get(0) instanceof Layer.Activation relu
        ? Optional.of(relu)
        : Optional.empty();
  }
}
