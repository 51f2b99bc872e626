package dev.nasnet.weights.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;

/** Descriptions of models as this project's own export writes them, to be changed in one place. */
final class KerasConfigs {
  private KerasConfigs() {}

  static String text(NasNetSpec spec) {
    Network network = Network.of(spec);
    try {
      Path folder = Files.createTempDirectory("model");
      Path file = folder.resolve("model.keras");
      Format.KERAS.write(
          file, new ExportModel(network, Weights.random(network, 1), List.of(), Map.of()));
      try (ZipFile zip = new ZipFile(file.toFile())) {
        InputStream config = zip.getInputStream(zip.getEntry("config.json"));
        return new String(config.readAllBytes(), StandardCharsets.UTF_8);
      } finally {
        Files.delete(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
