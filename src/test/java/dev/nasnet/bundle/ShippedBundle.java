package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The bundle of the digits network, of which tests change a copy. */
public final class ShippedBundle {
  /** The version's folder. */
  public static final Path FOLDER = Path.of("savedmodels", "digits", "1");

  private ShippedBundle() {}

  /**
   * Copies the bundle.
   *
   * @param model the folder of a model without versions
   * @return the folder of the model's version 1
   */
  public static Path copyTo(Path model) throws IOException {
    Path version = model.resolve("1");
    try (Stream<Path> paths = Files.walk(FOLDER)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, version.resolve(FOLDER.relativize(path).toString()));
      }
    }
    return version;
  }

  /** Replaces a text of the shipped provenance in a copy, and writes a new manifest. */
  public static void state(Path version, String shipped, String other) throws IOException {
    String provenance = Files.readString(FOLDER.resolve(BundleFiles.PROVENANCE));
    assertThat(provenance).contains(shipped);
    Files.writeString(version.resolve(BundleFiles.PROVENANCE), provenance.replace(shipped, other));
    Manifest.write(version);
  }
}
