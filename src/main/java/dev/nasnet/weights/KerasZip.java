package dev.nasnet.weights;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The description and the weights in a {@code .keras} archive. The weights are copied to a file of
 * a name of our own, for as long as they are read; nothing else is unpacked, and no name in the
 * archive is followed.
 */
final class KerasZip {
  private static final byte[] SIGNATURE = {'P', 'K', 3, 4};
  private static final String WEIGHTS = "model.weights.h5";
  private static final String CONFIG = "config.json";

  /** Float weights hardly shrink: an entry that claims more than this is a bomb. */
  private static final long MOST_TIMES = 16;

  private static final long ALWAYS_ALLOWED = 8L << 20;

  private KerasZip() {}

  static boolean isZip(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return Arrays.equals(stream.readNBytes(SIGNATURE.length), SIGNATURE);
    } catch (IOException e) {
      throw new InvalidInputException(
          "weights (%s) cannot be read (%s); name a file"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  /** Reads the description and the unpacked weights of an archive. */
  interface Reading<T> {
    /**
     * Reads both.
     *
     * @param config the description's text, if there is one
     * @param weights the unpacked weights
     * @param name what errors are to call the weights
     */
    T read(Optional<String> config, Path weights, String name);
  }

  /** Hands an archive's description and its weights over, the latter as a file for the while. */
  static <T> T open(Path archive, Reading<T> reading) {
    Path copy = temporary();
    try {
      Optional<String> config = unpack(archive, copy);
      return reading.read(config, copy, archive + ", " + WEIGHTS);
    } finally {
      delete(copy);
    }
  }

  /** Unpacks the weights; gives the description. */
  private static Optional<String> unpack(Path archive, Path copy) {
    try (ZipFile zip = new ZipFile(archive.toFile());
        OutputStream out = Files.newOutputStream(copy)) {
      extract(zip, WEIGHTS, out, archive);
      if (zip.getEntry(CONFIG) == null) {
        return Optional.empty();
      }
      ByteArrayOutputStream config = new ByteArrayOutputStream();
      extract(zip, CONFIG, config, archive);
      return Optional.of(config.toString(StandardCharsets.UTF_8));
    } catch (ZipException | IllegalArgumentException e) {
      throw e instanceof InvalidInputException told
          ? told
          : damaged(archive, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new FailureException("weights (%s) cannot be unpacked: %s".formatted(archive, e), e);
    }
  }

  private static void extract(ZipFile zip, String name, OutputStream out, Path archive)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw damaged(archive, "it holds no " + name);
    }
    CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
    copy(in, out, name, archive);
    if (in.getChecksum().getValue() != entry.getCrc()) {
      throw damaged(archive, name + " has another checksum than it says");
    }
  }

  private static void copy(InputStream in, OutputStream out, String name, Path archive)
      throws IOException {
    long most = MOST_TIMES * Files.size(archive) + ALWAYS_ALLOWED;
    byte[] piece = new byte[1 << 16];
    long copied = 0;
    int count;
    while ((count = in.read(piece)) > 0) {
      copied += count;
      if (copied > most) {
        throw damaged(archive, "%s unpacks to over %d bytes".formatted(name, most));
      }
      out.write(piece, 0, count);
    }
  }

  private static InvalidInputException damaged(Path archive, String reason) {
    return new InvalidInputException(
        "weights (%s) must be a sound .keras archive; %s; save the model again"
            .formatted(archive, reason));
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("nasnet", ".weights.h5");
    } catch (IOException e) {
      throw new FailureException("no temporary file can be made: " + e, e);
    }
  }

  /** Where a mapped file cannot be deleted (Windows), it goes with the process. */
  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
