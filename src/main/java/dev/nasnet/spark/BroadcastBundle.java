package dev.nasnet.spark;

import dev.nasnet.bundle.Manifest;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds the files of a bundle for their transfer to the executors. Instances are immutable. */
final class BroadcastBundle implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final String source;
  private final String sha256;
  private final Item[] items;

  /**
   * A file of the bundle.
   *
   * @param name the path relative to the bundle's folder, with slashes
   * @param content the bytes of the file
   */
  @SuppressWarnings("ArrayRecordComponent") // Items are never compared.
  private record Item(String name, byte[] content) implements Serializable {}

  private BroadcastBundle(String source, String sha256, Item... items) {
    this.source = source;
    this.sha256 = sha256;
    this.items = items;
  }

  /**
   * Reads the files of a bundle.
   *
   * @param version the folder of the bundle's version
   * @throws FailureException if a file cannot be read or differs from the manifest
   */
  static BroadcastBundle of(Path version) {
    try {
      requireWhole(version, version.toString());
      List<Item> items = new ArrayList<>();
      for (Path file : files(version)) {
        String name = version.relativize(file).toString();
        name = name.replace(version.getFileSystem().getSeparator(), "/");
        items.add(new Item(name, Files.readAllBytes(file)));
      }
      return new BroadcastBundle(version.toString(), sum(items), items.toArray(Item[]::new));
    } catch (IOException | OutOfMemoryError e) {
      throw new FailureException("model (%s) cannot be read: %s".formatted(version, e), e);
    }
  }

  /** Returns the SHA-256 of all names and contents as 64 hexadecimal digits. */
  String sha256() {
    return sha256;
  }

  /** Returns the total size of the files in bytes. */
  long bytes() {
    return Stream.of(items).mapToLong(item -> item.content().length).sum();
  }

  /**
   * Writes the files to a folder and compares them with their manifest, if there is one.
   *
   * @param folder an existing, empty folder
   * @throws FailureException if a written file differs from the manifest
   * @throws IOException if a file cannot be written
   */
  void unpack(Path folder) throws IOException {
    for (Item item : items) {
      Path file = folder.resolve(item.name()).normalize();
      Files.createDirectories(file.getParent());
      Files.write(file, item.content());
    }
    requireWhole(folder, source);
  }

  private static void requireWhole(Path folder, String name) throws IOException {
    if (Files.exists(folder.resolve(Manifest.FILE))) {
      Optional<String> problem = Manifest.problem(folder);
      if (problem.isPresent()) {
        throw new FailureException(
            "model (%s) differs from its manifest: %s; export it again"
                .formatted(name, problem.get()),
            null);
      }
    }
  }

  private static List<Path> files(Path version) throws IOException {
    try (Stream<Path> paths = Files.walk(version)) {
      return paths
          .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  private static String sum(List<Item> items) {
    Sha256 sum = new Sha256();
    for (Item item : items) {
      String head = item.name() + "\0" + item.content().length + "\0";
      sum.add(head.getBytes(StandardCharsets.UTF_8)).add(item.content());
    }
    return sum.hex();
  }
}
