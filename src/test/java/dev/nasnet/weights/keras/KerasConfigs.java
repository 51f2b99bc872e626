package dev.nasnet.weights.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.keras.KerasConfig;
import java.util.Optional;

/** Descriptions of models as this project's own export writes them, to be changed in one place. */
final class KerasConfigs {
  private KerasConfigs() {}

  static String text(NasNetSpec spec) {
    JsonObject model = new JsonObject();
    model.addProperty("class_name", "Functional");
    model.add("config", KerasConfig.model(Network.of(spec)));
    return model.toString();
  }

  /** The last layer of a class. */
  static JsonObject last(JsonObject model, String kerasClass) {
    JsonObject found = null;
    for (JsonElement layer : model.getAsJsonObject("config").getAsJsonArray("layers")) {
      if (layer.getAsJsonObject().get("class_name").getAsString().equals(kerasClass)) {
        found = layer.getAsJsonObject();
      }
    }
    if (found == null) {
      throw new AssertionError("no " + kerasClass);
    }
    return found;
  }

  /** The model with a layer between its image and its first convolution. */
  static JsonObject behindTheImage(String text, String kerasClass, String config) {
    JsonObject model = JsonParser.parseString(text).getAsJsonObject();
    for (JsonElement layer : model.getAsJsonObject("config").getAsJsonArray("layers")) {
      JsonObject stem = layer.getAsJsonObject();
      if (stem.getAsJsonObject("config").get("name").getAsString().equals("stem_conv1")) {
        JsonObject added = new JsonObject();
        added.addProperty("class_name", kerasClass);
        added.add("config", JsonParser.parseString(config.replace('\'', '"')));
        added.add("inbound_nodes", stem.get("inbound_nodes"));
        String calls = stem.get("inbound_nodes").toString().replace("\"input_layer\"", "\"added\"");
        stem.add("inbound_nodes", JsonParser.parseString(calls));
        model.getAsJsonObject("config").getAsJsonArray("layers").add(added);
        return model;
      }
    }
    throw new AssertionError("no stem");
  }

  static KerasModel read(JsonObject model) {
    return KerasModel.read("some.keras", model.toString(), Optional.empty());
  }
}
