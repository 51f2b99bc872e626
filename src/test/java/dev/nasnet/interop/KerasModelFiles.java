package dev.nasnet.interop;

import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The files that {@code keras_models.py} wrote: models of Keras and tf_keras, and what these
 * predict for two images.
 *
 * @param folder where the files are
 * @param images float32 {@code [2, 64, 48, 3]}, −1…1, each a whole number of 0…255 scaled
 * @param predictions by the names of the files
 */
public record KerasModelFiles(Path folder, NamedArray images, Map<String, NamedArray> predictions) {
  private static final Path KEPT = Path.of("src", "test", "resources", "keras", "models.tar.xz");

  /** Unpacks the archive that is kept among the resources. */
  public static KerasModelFiles kept(Path folder) {
    return of(KEPT, folder);
  }

  /** Unpacks an archive into a folder. */
  static KerasModelFiles of(Path archive, Path folder) {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = folder.resolve(entry.getName());
        Files.createDirectories(path.resolveSibling(""));
        Files.copy(tar, path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, NamedArray> predictions = new LinkedHashMap<>();
    Npz.read(folder.resolve("predictions.npz")).forEach(a -> predictions.put(a.name(), a));
    NamedArray images = predictions.remove("images");
    return new KerasModelFiles(folder, images, predictions);
  }

  /** The path of a file. */
  public Path path(String file) {
    return folder.resolve(file);
  }

  /** What Keras predicts by the model of a file: a row for each image. */
  public NamedArray prediction(String file) {
    NamedArray prediction = predictions.get(file);
    if (prediction == null) {
      throw new AssertionError(file + " is not among " + predictions.keySet());
    }
    return prediction;
  }
}
