package dev.nasnet.bundle;

import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.internal.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The SHA-256 of each file of a folder but itself, {@code manifest.sha256}, in the form that {@code
 * sha256sum -c} reads. It shows what became damaged, was left out or was added on the way; it is
 * not signed, so whoever can write the folder can write it too.
 */
public final class Manifest {
  /** The file's name in its folder. */
  public static final String FILE = "manifest.sha256";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  private Manifest() {}

  /** A large file that is being written, and then its sum, beside other work. Close it. */
  public static final class Begun implements AutoCloseable {
    private final Path file;
    private final CompletableFuture<String> sum;

    private Begun(Path file, Runnable writer) {
      this.file = file;
      sum =
          CompletableFuture.supplyAsync(
              () -> {
                writer.run();
                try {
                  String own = sha256(file);
                  // Else all that the disk is behind would be waited for at the end.
                  AtomicWrites.force(file);
                  return own;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              // A thread of its own: the common pool has one on two cores, and must not be held up.
              work -> new Thread(work, "writer of " + file.getFileName()).start());
    }

    private String sum() throws IOException {
      try {
        return sum.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof UncheckedIOException io) {
          throw io.getCause();
        }
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    }

    /** Waits until nothing is written any more, whether or not that went well. */
    @Override
    public void close() {
      sum.handle((done, failure) -> file).join();
    }
  }

  /**
   * Begins a file.
   *
   * @param writer writes it, and others beside it if need be, in another thread; what it throws,
   *     {@link #write} throws
   */
  public static Begun begin(Path file, Runnable writer) {
    return new Begun(file, writer);
  }

  /**
   * Writes it: a line each file, in the order of their names.
   *
   * @param begun files that are under way still; they are waited for
   */
  public static void write(Path folder, Begun... begun) throws IOException {
    for (Begun one : begun) {
      one.sum();
    }
    StringBuilder text = new StringBuilder();
    for (var file : files(folder).entrySet()) {
      text.append(sum(file.getValue(), begun)).append("  ").append(file.getKey()).append('\n');
    }
    AtomicWrites.text(folder.resolve(FILE), text.toString());
  }

  private static String sum(Path file, Begun... begun) throws IOException {
    for (Begun one : begun) {
      if (Files.isSameFile(one.file, file)) {
        return one.sum();
      }
    }
    return sha256(file);
  }

  /**
   * Holds a folder against its manifest.
   *
   * @return what is wrong, naming the file; empty where all is as it was written
   * @throws IOException if the folder cannot be read
   */
  public static Optional<String> problem(Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(FILE + " is missing");
    }
    Map<String, String> expected = new TreeMap<>();
    try (Stream<String> lines = Files.lines(folder.resolve(FILE))) {
      for (String line : (Iterable<String>) lines::iterator) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          return Optional.of(FILE + " is damaged");
        }
        expected.put(matcher.group(2), matcher.group(1));
      }
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        return Optional.of(FILE + " is damaged");
      }
      throw e.getCause();
    }
    return difference(expected, files(folder));
  }

  /**
   * Holds one file against the manifest, where there is one.
   *
   * @param name with slashes, as in the manifest
   * @return what is wrong, a file that is missing or was added too; empty too where the folder has
   *     no manifest
   * @throws IOException if the folder cannot be read
   */
  public static Optional<String> problem(Path folder, String name) throws IOException {
    Path manifest = folder.resolve(FILE);
    if (!Files.exists(manifest)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(manifest, StandardCharsets.ISO_8859_1);
    boolean isListed = lines.stream().anyMatch(line -> line.endsWith("  " + name));
    if (!Files.exists(folder.resolve(name))) {
      return isListed ? Optional.of(name + " is missing") : Optional.empty();
    }
    return lines.contains(sha256(folder.resolve(name)) + "  " + name)
        ? Optional.empty()
        : Optional.of(name + (isListed ? " is not what was written" : " is not of it"));
  }

  private static Optional<String> difference(Map<String, String> expected, Map<String, Path> found)
      throws IOException {
    for (String name : expected.keySet()) {
      if (!found.containsKey(name)) {
        return Optional.of(name + " is missing");
      }
    }
    for (var file : found.entrySet()) {
      String sum = expected.get(file.getKey());
      if (sum == null) {
        return Optional.of(file.getKey() + " is not of it");
      } else if (!Files.isRegularFile(file.getValue(), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(file.getKey() + " is no plain file");
      } else if (!sum.equals(sha256(file.getValue()))) {
        return Optional.of(file.getKey() + " is not what was written");
      }
    }
    return Optional.empty();
  }

  /** All that is no folder, by its name with slashes; links are not followed. */
  private static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    Path root = folder.toRealPath();
    try (Stream<Path> paths = Files.walk(root)) {
      paths
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .forEach(path -> files.put(name(root.relativize(path)), path));
    }
    files.remove(FILE);
    return files;
  }

  private static String name(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return new Sha256().add(stream).hex();
    }
  }
}
