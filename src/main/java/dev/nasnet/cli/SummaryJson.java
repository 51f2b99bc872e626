package dev.nasnet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;

/** Writes a network's counts and layers as one JSON object on one line. */
final class SummaryJson {
  private SummaryJson() {}

  static String of(Network network) {
    JsonObject json = new JsonObject();
    long total = network.parameters();
    json.addProperty("total", total);
    json.addProperty("trainable", network.trainableParameters());
    json.addProperty("nonTrainable", total - network.trainableParameters());
    json.addProperty("multiplyAdds", network.multiplyAdds());
    JsonArray layers = new JsonArray();
    network.layers().forEach(layer -> layers.add(layer(layer)));
    json.add("layers", layers);
    return json.toString();
  }

  private static JsonObject layer(Layer layer) {
    JsonObject json = new JsonObject();
    json.addProperty("name", layer.name());
    json.addProperty("type", layer.kerasClass());
    JsonArray shape = new JsonArray();
    layer.output().dimensions().forEach(shape::add);
    json.add("outputShape", shape);
    json.addProperty("parameters", layer.parameters());
    JsonArray inputs = new JsonArray();
    layer.inputs().forEach(inputs::add);
    json.add("inputs", inputs);
    return json;
  }
}
