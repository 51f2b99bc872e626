package dev.nasnet.weights.keras;

import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A description's layers, one behind the other, as they are read of a file. */
final class Layers {
  private final Map<String, KerasLayer> layers = new LinkedHashMap<>();
  private String last = "image";

  /** Adds a layer that reads the one before it; its id is its name. */
  Layers add(String name, String kerasClass, String config) {
    return add(of(name, kerasClass, config, Optional.empty(), false, last));
  }

  /** Adds a calculation with a number. */
  Layers add(String name, String kerasClass, double operand, boolean operandFirst) {
    return add(of(name, kerasClass, "", Optional.of(operand), operandFirst, last));
  }

  Layers add(KerasLayer layer) {
    layers.put(layer.id(), layer);
    last = layer.id();
    return this;
  }

  /** The graph with the last layer as its output. */
  LayerGraph graph() {
    return new LayerGraph(layers, "image", List.of(32, 32, 3), last);
  }

  /** A layer of the members of its config, such as {@code 'units': 3}. */
  static KerasLayer of(
      String name,
      String kerasClass,
      String config,
      Optional<Double> operand,
      boolean operandFirst,
      String... inputs) {
    String json = "{" + config.replace('\'', '"') + "}";
    return new KerasLayer(
        name,
        name,
        kerasClass,
        new Config(JsonParser.parseString(json).getAsJsonObject()),
        List.of(inputs),
        operand,
        operandFirst,
        name,
        "");
  }
}
