package dev.nasnet.export.savedmodel;

import com.google.gson.JsonObject;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.export.keras.KerasConfig;
import dev.nasnet.weights.proto.KerasObject;
import dev.nasnet.weights.proto.KerasVersion;
import dev.nasnet.weights.proto.SavedMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file {@code keras_metadata.pb}, from which Keras 2 and tf_keras rebuild a Functional model.
 */
final class KerasMetadata {
  private final Network network;
  private final ObjectGraph objects;

  KerasMetadata(Network network, ObjectGraph objects) {
    this.network = network;
    this.objects = objects;
  }

  void write(Path file) throws IOException {
    SavedMetadata.Builder saved = SavedMetadata.newBuilder();
    saved.addNodes(node(ObjectGraph.ROOT, "root", ObjectGraph.NETWORK, root()));
    int index = 0;
    int weighted = 0;
    for (Layer layer : network.layers()) {
      String path =
          layer.variables().isEmpty()
              ? "root.layer-" + index
              : "root.layer_with_weights-" + weighted++;
      saved.addNodes(
          node(objects.idOf(layer), path, ObjectGraph.identifier(layer), metadata(layer)));
      index++;
    }
    try (OutputStream stream = Files.newOutputStream(file)) {
      saved.build().writeTo(stream);
    }
  }

  private static KerasObject node(int id, String path, String identifier, JsonObject metadata) {
    return KerasObject.newBuilder()
        .setNodeId(id)
        .setNodePath(path)
        .setIdentifier(identifier)
        .setMetadata(metadata.toString())
        .setVersion(KerasVersion.newBuilder().setProducer(2).setMinConsumer(1))
        .build();
  }

  private JsonObject root() {
    JsonObject json = common(network.spec().name(), "Functional");
    json.addProperty("expects_training_arg", true);
    json.addProperty("is_graph_network", true);
    json.add("config", KerasConfig.model(network));
    return json;
  }

  private JsonObject metadata(Layer layer) {
    JsonObject json = common(layer.name(), layer.kerasClass());
    json.add("config", KerasConfig.arguments(layer));
    if (!layer.inputs().isEmpty()) {
      json.addProperty("expects_training_arg", layer instanceof WeightedLayer.BatchNormalization);
      json.add("build_input_shape", KerasConfig.inputShape(network, layer));
    }
    return json;
  }

  private static JsonObject common(String name, String kerasClass) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("trainable", true);
    json.addProperty("dtype", "float32");
    json.addProperty("class_name", kerasClass);
    return json;
  }
}
