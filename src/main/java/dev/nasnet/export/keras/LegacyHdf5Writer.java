package dev.nasnet.export.keras;

import com.google.gson.JsonObject;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.internal.hdf5.Hdf5Group;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes Keras's legacy HDF5: each layer is a group of weights, and attributes list the names of
 * the layers and weights. Keras reads the weights in the order of those names, or by layer name. A
 * file of a whole model has the model's config too.
 */
public final class LegacyHdf5Writer {
  /** The size at which Keras splits a list of names: an attribute must stay below 64 KiB. */
  private static final int ROW_BYTES = 64_512;

  private LegacyHdf5Writer() {}

  /**
   * Writes the weights alone, in the form of the files of {@code keras.applications}.
   *
   * @param out the file, which must not exist and must end with {@code .h5}
   * @param model the model, its network one with Keras's layers
   * @return the file
   * @throws IOException if the file cannot be written; nothing is left behind then
   */
  public static Path writeWeights(Path out, ExportModel model) throws IOException {
    Hdf5Group root = new Hdf5Group();
    weights(root, model.kerasNetwork(), model.weights());
    return KerasFiles.write(KerasFiles.legacyName(out), root);
  }

  /**
   * Writes a whole model.
   *
   * @param out the file, which must not exist and must end with {@code .h5}
   * @param model the model, its network one with Keras's layers
   * @return the file
   * @throws IOException if the file cannot be written; nothing is left behind then
   */
  public static Path writeModel(Path out, ExportModel model) throws IOException {
    Hdf5Group root = new Hdf5Group();
    JsonObject json = new JsonObject();
    json.addProperty("class_name", "Functional");
    json.add("config", KerasConfig.model(model.kerasNetwork()));
    root.text("model_config", json.toString());
    versions(root);
    weights(root.group("model_weights"), model.kerasNetwork(), model.weights());
    return KerasFiles.write(KerasFiles.legacyName(out), root);
  }

  private static void weights(Hdf5Group group, Network network, Weights weights) {
    List<Layer> layers = network.weightedLayers();
    names(group, "layer_names", layers.stream().map(Layer::name).toList());
    versions(group);
    for (Layer layer : layers) {
      Hdf5Group own = group.group(layer.name());
      names(own, "weight_names", layer.variables().stream().map(LegacyHdf5Writer::name).toList());
      for (VariableSpec variable : layer.variables()) {
        NamedArray array = weights.get(variable.name());
        own.dataset(name(variable), array.shape(), array.values());
      }
    }
  }

  private static String name(VariableSpec variable) {
    return variable.name() + ":0";
  }

  private static void versions(Hdf5Group group) {
    group.text("backend", "tensorflow");
    group.text("keras_version", KerasFiles.LEGACY_VERSION);
  }

  /** Writes one attribute, or several with numbered names where one would be too long. */
  private static void names(Hdf5Group group, String name, List<String> values) {
    int width = values.stream().mapToInt(LegacyHdf5Writer::bytes).max().orElse(1);
    int most = Math.max(1, ROW_BYTES / width);
    if (values.size() <= most) {
      group.texts(name, values);
      return;
    }
    List<String> rest = new ArrayList<>(values);
    for (int part = 0; !rest.isEmpty(); part++) {
      List<String> chunk = rest.subList(0, Math.min(most, rest.size()));
      group.texts(name + part, chunk);
      chunk.clear();
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
