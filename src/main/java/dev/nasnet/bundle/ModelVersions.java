package dev.nasnet.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The numbered folders of a model, as TensorFlow Serving reads them. */
public final class ModelVersions {
  private ModelVersions() {}

  /** The folder of the next version; not made yet. */
  public static Path next(Path model) throws IOException {
    long last = 0;
    if (Files.isDirectory(model)) {
      try (Stream<Path> entries = Files.list(model)) {
        last =
            entries
                .map(entry -> entry.getFileName().toString())
                .filter(name -> name.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
      }
    }
    return model.resolve(Long.toString(last + 1));
  }
}
