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

/** A bundle's files on their way to the executors. Immutable. */
final class BroadcastBundle implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final String source;
  private final String sha256;
  private final Item[] items;

  /** A file, by its name with slashes. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  private record Item(String name, byte[] content) implements Serializable {}

  private BroadcastBundle(String source, String sha256, Item... items) {
    this.source = source;
    this.sha256 = sha256;
    this.items = items;
  }

  /**
   * Reads a bundle's files.
   *
   * @param version the bundle's folder
   * @throws FailureException if a file cannot be read, or is not as the manifest says
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

  /** The SHA-256 of all names and contents, as hexadecimal digits. */
  String sha256() {
    return sha256;
  }

  /** How many bytes the files have. */
  long bytes() {
    return Stream.of(items).mapToLong(item -> item.content().length).sum();
  }

  /**
   * Writes the files and holds them against their manifest, where they have one.
   *
   * @param folder that is there and empty
   * @throws FailureException if what was written is not what was exported
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
            "model (%s) is not as it was written: %s; export it anew"
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
