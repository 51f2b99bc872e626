package dev.nasnet.export.litert;

import dev.nasnet.architecture.Network;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.export.onnx.OnnxCase;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folders with a network's images, the outputs of Keras's layers, and its LiteRT files. */
final class LiteRtCases {
  private final Path root;
  private final List<Path> folders = new ArrayList<>();

  LiteRtCases(Path root) {
    this.root = root;
  }

  /**
   * Adds a network.
   *
   * @param written what the file holds instead of the network, with the same weights; none for the
   *     network itself
   */
  void add(String name, OnnxCase one, @Nullable Network written) throws IOException {
    Path folder = Files.createDirectory(root.resolve(name));
    NamedArray images = one.images(8);
    NamedArray plain = one.plain(images);
    NamedArray logits = new NamedArray("logits", plain.shape(), plain.values());
    AtomicWrites.file(
        folder.resolve("case.npz"), stream -> Npz.write(stream, List.of(images, logits)));
    for (LiteRtOptions.Precision precision : LiteRtOptions.Precision.values()) {
      LiteRtFile.write(
          folder.resolve(precision + ".tflite"),
          new ModelContent(
              written == null ? one.network() : written,
              one.weights(),
              List.of(),
              Map.of("seed", 11)),
          new LiteRtOptions(precision));
    }
    folders.add(folder);
  }

  Object[] folders() {
    return folders.toArray();
  }
}
