package dev.nasnet.weights;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A checkpoint in a {@code .tar.gz}, as TF-slim publishes its weights. Its index and data are
 * copied to a temporary folder under names of our own for as long as they are read. Nothing else is
 * unpacked, and no path in the archive is followed.
 *
 * @param path the archive
 * @param kind the kind of the checkpoint, with its article
 * @param dialect the dialect of the checkpoint's networks
 * @param shapes the shapes by variable name
 * @param weights the values
 */
record Tarball(
    Path path,
    String kind,
    Optional<Dialect> dialect,
    Map<String, List<Integer>> shapes,
    Weights weights)
    implements WeightsReader {
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;
  private static final String PREFIX = "checkpoint";
  private static final Pattern PART =
      Pattern.compile("(?:.*/)?([^/]+)(\\.index|\\.data-\\d{5}-of-\\d{5})");

  /** Float weights hardly shrink: an archive that unpacks to more than this is a bomb. */
  private static final long MOST_TIMES = 16;

  private static final long ALWAYS_ALLOWED = 8L << 20;

  /** Returns whether a file begins as gzip. */
  static boolean recognizes(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.read() == GZIP_FIRST && stream.read() == GZIP_SECOND;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads the checkpoint in an archive.
   *
   * @throws InvalidInputException if the archive has none or several, or unpacks to too much
   * @throws FailureException if it is damaged
   */
  static Tarball open(Path archive) {
    Path folder = temporary();
    try {
      unpack(archive, folder);
      return read(archive, folder.resolve(PREFIX));
    } catch (IOException e) {
      throw new FailureException(
          "weights (%s) cannot be unpacked: %s".formatted(archive, e.getMessage()), e);
    } finally {
      delete(folder);
    }
  }

  private static Tarball read(Path archive, Path prefix) {
    try {
      CheckpointContents checkpoint = CheckpointContents.open(prefix);
      return new Tarball(
          archive,
          checkpoint.kind() + " in a tarball",
          checkpoint.dialect(),
          checkpoint.shapes(),
          Weights.of(checkpoint.read(checkpoint.shapes().keySet())));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(named(e, prefix, archive));
    } catch (FailureException e) {
      throw new FailureException(named(e, prefix, archive), e);
    }
  }

  /** A message names the archive, not the temporary files. */
  private static String named(RuntimeException e, Path prefix, Path archive) {
    return String.valueOf(e.getMessage()).replace(prefix.toString(), archive.toString());
  }

  @Override
  public List<NamedArray> read(Collection<String> names) {
    return names.stream().map(weights::get).toList();
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    String found = "";
    long left = MOST_TIMES * Files.size(archive) + ALWAYS_ALLOWED;
    try (InputStream file = Files.newInputStream(archive);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Matcher part = PART.matcher(entry.getName());
        boolean isFile = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
        if (!isFile || !part.matches()) {
          left -= skip(tar, left, archive);
          continue;
        }
        if (!found.isEmpty() && !found.equals(part.group(1))) {
          throw refused(archive, "it has %s and %s".formatted(found, part.group(1)));
        }
        found = part.group(1);
        left -= copy(tar, folder.resolve(PREFIX + part.group(2)), left, archive);
      }
    }
    if (!Files.exists(folder.resolve(PREFIX + ".index"))) {
      throw refused(archive, "it has no NAME.index");
    }
  }

  private static long skip(InputStream tar, long most, Path archive) throws IOException {
    return transfer(tar, OutputStream.nullOutputStream(), most, archive);
  }

  private static long copy(InputStream tar, Path to, long most, Path archive) throws IOException {
    if (Files.exists(to)) {
      throw refused(archive, "a file of its checkpoint is there twice");
    }
    try (OutputStream out = Files.newOutputStream(to)) {
      return transfer(tar, out, most, archive);
    }
  }

  private static long transfer(InputStream in, OutputStream out, long most, Path archive)
      throws IOException {
    byte[] piece = new byte[1 << 16];
    long copied = 0;
    for (int count = in.read(piece); count > 0; count = in.read(piece)) {
      copied += count;
      if (copied > most) {
        throw refused(archive, "it unpacks to over %d times its size".formatted(MOST_TIMES));
      }
      out.write(piece, 0, count);
    }
    return copied;
  }

  private static InvalidInputException refused(Path archive, String reason) {
    return new InvalidInputException(
        "weights (%s) must be a .tar.gz of one checkpoint; %s; give slim's archive or a checkpoint"
            .formatted(archive, reason));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("nasnet");
    } catch (IOException e) {
      throw new FailureException("no temporary folder can be made: " + e, e);
    }
  }

  private static void delete(Path folder) {
    try {
      AtomicWrites.deleteTree(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
