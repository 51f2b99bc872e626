package dev.nasnet.weights.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A described model as one list of layers, each called once, with the models within it opened up.
 *
 * @param layers by id, in the file's order
 * @param input the id that stands for the image, which is no layer
 * @param inputShape height, width and channels; 0 for what the file leaves open
 * @param output the id of the layer that computes the output of the model
 */
record LayerGraph(
    Map<String, KerasLayer> layers, String input, List<Integer> inputShape, String output) {

  Optional<KerasLayer> layer(String id) {
    return Optional.ofNullable(layers.get(id));
  }

  /** The layers that read the output of a layer, or the image. */
  List<KerasLayer> readers(String id) {
    return layers.values().stream().filter(layer -> layer.inputs().contains(id)).toList();
  }

  /** The same without the layers that do nothing in inference. */
  LayerGraph withoutIdle() {
    Map<String, String> sources = new LinkedHashMap<>();
    Map<String, KerasLayer> rest = new LinkedHashMap<>();
    layers.values().stream()
        .filter(IdleLayers::contains)
        .forEach(layer -> sources.put(layer.id(), onlyInput(layer)));
    layers
        .values()
        .forEach(
            layer -> {
              if (!sources.containsKey(layer.id())) {
                rest.put(layer.id(), reading(layer, sources));
              }
            });
    return new LayerGraph(rest, input, inputShape, source(output, sources));
  }

  static String onlyInput(KerasLayer layer) {
    if (layer.inputs().size() != 1) {
      throw UnfollowedLayerException.of(
          layer, "reads %d tensors, where it takes one".formatted(layer.inputs().size()));
    }
    return layer.inputs().get(0);
  }

  private static KerasLayer reading(KerasLayer layer, Map<String, String> sources) {
    List<String> inputs = new ArrayList<>();
    layer.inputs().forEach(input -> inputs.add(source(input, sources)));
    return new KerasLayer(
        layer.id(),
        layer.name(),
        layer.kerasClass(),
        layer.config(),
        inputs,
        layer.operand(),
        layer.operandFirst(),
        layer.outer(),
        layer.group());
  }

  private static String source(String id, Map<String, String> sources) {
    String source = id;
    for (int steps = 0; sources.containsKey(source); steps++) {
      if (steps > sources.size()) {
        throw new UnfollowedLayerException("layer %s reads itself".formatted(id));
      }
      source = sources.getOrDefault(source, source);
    }
    return source;
  }
}
