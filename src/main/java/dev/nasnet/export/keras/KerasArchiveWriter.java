package dev.nasnet.export.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.internal.hdf5.Hdf5Group;
import dev.nasnet.internal.hdf5.Hdf5Writer;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Keras's own format: {@code .keras}, a zip of a config and weights, and {@code .weights.h5}. The
 * config is the form that Keras 3 and tf_keras both read. Nothing is compressed, since float
 * weights hardly shrink. The times in the zip are fixed, so that the same model gives the same
 * bytes.
 */
public final class KerasArchiveWriter {
  /** A month after the earliest time that zip stores: Java adds the time zone to that one. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private KerasArchiveWriter() {}

  /**
   * Writes the content of an entry; called twice, first to count the bytes and then to write them.
   */
  @FunctionalInterface
  private interface Entry {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a whole model as {@code .keras}.
   *
   * @param out the file, which must not exist and must end with {@code .keras}
   * @param model the model, its network one with Keras's layers
   * @return the file
   * @throws IOException if the file cannot be written; nothing is left behind then
   */
  public static Path write(Path out, ExportModel model) throws IOException {
    Hdf5Writer weights = new Hdf5Writer(weights(model.kerasNetwork(), model.weights()));
    AtomicWrites.newFile(
        KerasFiles.archiveName(out),
        stream -> {
          ZipOutputStream zip = new ZipOutputStream(stream);
          zip.setMethod(ZipOutputStream.STORED);
          entry(zip, "metadata.json", text(metadata()));
          entry(zip, "config.json", text(config(model.kerasNetwork())));
          entry(zip, "model.weights.h5", weights::writeTo);
          zip.finish();
        });
    return out;
  }

  /**
   * Writes the weights alone as {@code .weights.h5}.
   *
   * @param out the file, which must not exist and must end with {@code .weights.h5}
   * @param model the model, its network one with Keras's layers
   * @return the file
   * @throws IOException if the file cannot be written; nothing is left behind then
   */
  public static Path writeWeights(Path out, ExportModel model) throws IOException {
    return KerasFiles.write(
        KerasFiles.weightsName(out), weights(model.kerasNetwork(), model.weights()));
  }

  private static Hdf5Group weights(Network network, Weights weights) {
    Hdf5Group root = new Hdf5Group();
    root.group("vars"); // tf_keras requires this group.
    Map<String, String> groups = network.automaticNames();
    for (Layer layer : network.weightedLayers()) {
      Hdf5Group group = root.group("layers/" + groups.get(layer.name()) + "/vars");
      List<VariableSpec> variables = layer.variables();
      for (int i = 0; i < variables.size(); i++) {
        NamedArray array = weights.get(variables.get(i).name());
        group.dataset(Integer.toString(i), array.shape(), array.values());
      }
    }
    return root;
  }

  private static JsonObject metadata() {
    JsonObject json = new JsonObject();
    json.addProperty("keras_version", KerasFiles.LEGACY_VERSION);
    json.addProperty("date_saved", "1980-02-01@00:00:00");
    return json;
  }

  private static JsonObject config(Network network) {
    JsonObject config = KerasConfig.model(network);
    for (JsonElement layer : config.getAsJsonArray("layers")) {
      layer.getAsJsonObject().addProperty("module", "keras.layers");
      layer.getAsJsonObject().add("registered_name", JsonNull.INSTANCE);
    }
    JsonObject json = new JsonObject();
    json.addProperty("module", "keras");
    json.addProperty("class_name", "Model");
    json.add("registered_name", JsonNull.INSTANCE);
    json.add("config", config);
    return json;
  }

  /** {@code JsonObject.toString} writes nulls, which tf_keras requires in a config. */
  private static Entry text(JsonObject json) {
    return out -> out.write(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A stored entry has its size and checksum before its bytes, so a first pass counts them. */
  private static void entry(ZipOutputStream zip, String name, Entry content) throws IOException {
    Counter counter = new Counter();
    CheckedOutputStream checked = new CheckedOutputStream(counter, new CRC32());
    content.writeTo(checked);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    entry.setSize(counter.bytes);
    entry.setCrc(checked.getChecksum().getValue());
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int from, int count) {
      bytes += count;
    }
  }
}
