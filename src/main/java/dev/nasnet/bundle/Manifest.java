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
 * The file {@code manifest.sha256}: the SHA-256 of each other file of a folder, in the form that
 * {@code sha256sum -c} reads. It shows files that were damaged, lost or added after the folder was
 * written. It is not signed, so it does not protect against a deliberate change.
 */
public final class Manifest {
  /** The file's name in its folder. */
  public static final String FILE = "manifest.sha256";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  private Manifest() {}

  /**
   * A large file that another thread writes, forces to disk and computes the sum of. Close it to
   * wait for that thread.
   */
  public static final class PendingFile implements AutoCloseable {
    private final Path file;
    private final CompletableFuture<String> sum;

    private PendingFile(Path file, Runnable writer) {
      this.file = file;
      sum =
          CompletableFuture.supplyAsync(
              () -> {
                writer.run();
                try {
                  String digest = sha256(file);
                  // Forced here, while other files are computed, and not at the end of the export.
                  AtomicWrites.force(file);
                  return digest;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              // The common pool has one thread on two cores, and this one waits for the disk.
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

    /** Waits until the file is complete or its writer failed. */
    @Override
    public void close() {
      sum.handle((done, failure) -> file).join();
    }
  }

  /**
   * Begins to write a file in another thread.
   *
   * @param file the file; its sum is computed once the writer is done
   * @param writer writes the file, and possibly others beside it; {@link #write} throws what it
   *     throws
   * @return the writing in progress, for {@link #write}
   */
  public static PendingFile begin(Path file, Runnable writer) {
    return new PendingFile(file, writer);
  }

  /**
   * Writes the manifest of a folder: one line for each file, in the order of their names.
   *
   * @param folder the folder, with its sub-folders
   * @param pending files that another thread is writing; their completion is awaited
   * @throws IOException if a file cannot be read or the manifest cannot be written
   */
  public static void write(Path folder, PendingFile... pending) throws IOException {
    for (PendingFile file : pending) {
      file.sum();
    }
    StringBuilder text = new StringBuilder();
    for (var file : files(folder).entrySet()) {
      text.append(sum(file.getValue(), pending)).append("  ").append(file.getKey()).append('\n');
    }
    AtomicWrites.text(folder.resolve(FILE), text.toString());
  }

  private static String sum(Path file, PendingFile... begun) throws IOException {
    for (PendingFile one : begun) {
      if (Files.isSameFile(one.file, file)) {
        return one.sum();
      }
    }
    return sha256(file);
  }

  /**
   * Compares a folder with its manifest.
   *
   * @param folder the folder, with its sub-folders
   * @return the first difference, with the file's name; empty where there is none
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
   * Compares one file with the manifest, where there is one.
   *
   * @param folder the folder of the manifest
   * @param name the file's path within the folder, with slashes
   * @return the difference, which may be that the file is missing or was added; empty where there
   *     is none or the folder has no manifest
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

  /** The files by their paths within the folder, with slashes; links are not followed. */
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
