package dev.nasnet.export;

import com.google.gson.JsonObject;
import com.google.protobuf.CodedOutputStream;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.proto.VersionDef;

/**
 * {@code keras_metadata.pb}, by which Keras 2 and tf_keras make a true Functional model of the
 * bundle. TF Java has no class for the message; its five fields are written by hand.
 */
final class KerasMetadata {
  private static final int NODES = 1;
  private static final int NODE_ID = 2;
  private static final int NODE_PATH = 3;
  private static final int IDENTIFIER = 4;
  private static final int METADATA = 5;
  private static final int VERSION = 6;

  private final Network network;
  private final ObjectGraph objects;

  KerasMetadata(Network network, ObjectGraph objects) {
    this.network = network;
    this.objects = objects;
  }

  void write(Path file) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream);
      out.writeByteArray(NODES, node(ObjectGraph.ROOT, "root", ObjectGraph.NETWORK, root()));
      int index = 0;
      int weighted = 0;
      for (Layer layer : network.layers()) {
        String path =
            layer.variables().isEmpty()
                ? "root.layer-" + index
                : "root.layer_with_weights-" + weighted++;
        String identifier = ObjectGraph.identifier(layer);
        out.writeByteArray(NODES, node(objects.idOf(layer), path, identifier, metadata(layer)));
        index++;
      }
      out.flush();
    }
  }

  private static byte[] node(int id, String path, String identifier, JsonObject metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt32(NODE_ID, id);
    out.writeString(NODE_PATH, path);
    out.writeString(IDENTIFIER, identifier);
    out.writeString(METADATA, metadata.toString());
    VersionDef version = VersionDef.newBuilder().setProducer(2).setMinConsumer(1).build();
    out.writeByteArray(VERSION, version.toByteArray());
    out.flush();
    return bytes.toByteArray();
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
      json.addProperty("expects_training_arg", layer instanceof Layer.BatchNormalization);
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
