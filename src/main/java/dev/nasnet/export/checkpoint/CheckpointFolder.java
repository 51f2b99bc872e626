package dev.nasnet.export.checkpoint;

import dev.nasnet.architecture.SpecJson;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.SlimNames;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a folder with a TensorFlow checkpoint {@code model.ckpt}, whole or not at all. Python's
 * {@code tf.train.load_checkpoint(folder)} and {@code tf.train.latest_checkpoint(folder)} find it
 * by the text file {@code checkpoint}; {@code spec.json} describes the network.
 */
public final class CheckpointFolder {
  private static final String NAME = "model.ckpt";

  private CheckpointFolder() {}

  /**
   * Writes a checkpoint with the keys {@code <layer>/<variable>}.
   *
   * @param out the folder, which must not exist
   * @param model the network, its weights and their description
   * @return the folder
   * @throws IOException if the folder cannot be written; nothing is left behind then
   */
  public static Path write(Path out, ExportModel model) throws IOException {
    return write(out, model, model.weights());
  }

  /**
   * Writes a checkpoint with slim's keys, so that slim's own {@code Saver} restores it.
   *
   * @param out the folder, which must not exist
   * @param model the network, its weights and their description
   * @return the folder
   * @throws IOException if the folder cannot be written; nothing is left behind then
   */
  public static Path writeSlim(Path out, ExportModel model) throws IOException {
    Map<String, String> names = SlimNames.of(model.kerasNetwork());
    return write(
        out,
        model,
        Weights.of(
            model.weights().arrays().stream()
                .map(
                    a ->
                        new NamedArray(
                            names.getOrDefault(a.name(), a.name()), a.shape(), a.values()))
                .toList()));
  }

  private static Path write(Path out, ExportModel model, Weights weights) throws IOException {
    AtomicWrites.directory(
        out,
        folder -> {
          Checkpoint.write(folder.resolve(NAME), weights);
          Files.writeString(
              folder.resolve("checkpoint"), "model_checkpoint_path: \"%s\"\n".formatted(NAME));
          Files.writeString(
              folder.resolve("spec.json"), SpecJson.write(model.network().spec()) + "\n");
        });
    return out;
  }
}
