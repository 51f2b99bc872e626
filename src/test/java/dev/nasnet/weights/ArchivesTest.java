package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entries of Keras's archives, sound and damaged, and the first bytes of other files. */
class ArchivesTest {
  private static final String WEIGHTS = "model.weights.h5";

  @TempDir Path folder;

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  @Test
  void theDescriptionAndTheWeightsAreHandedOver() throws IOException {
    byte[] weights = new byte[200_000];
    new Random(1).nextBytes(weights);
    entries.put(WEIGHTS, weights);
    entries.put("config.json", "{\"ü\": 1}".getBytes(StandardCharsets.UTF_8));
    entries.put("../outside", new byte[1]);
    Path archive = zip();
    assertThat(KerasZip.isZip(archive)).isTrue();
    Path[] unpacked = new Path[1];
    String config =
        KerasZip.open(
            archive,
            (text, file, name) -> {
              unpacked[0] = file;
              assertThat(read(file)).isEqualTo(weights);
              assertThat(name).isEqualTo(archive + ", model.weights.h5");
              return text.orElseThrow();
            });
    assertThat(config).isEqualTo("{\"ü\": 1}");
    assertThat(unpacked[0]).doesNotExist();
    assertThat(folder.resolveSibling("outside")).doesNotExist();
  }

  @Test
  void anArchiveOfWeightsAloneHasNoDescription() throws IOException {
    entries.put(WEIGHTS, new byte[3]);
    assertThat(KerasZip.<Optional<String>>open(zip(), (text, file, name) -> text)).isEmpty();
  }

  @Test
  void aDamagedArchiveIsNamed() throws IOException {
    entries.put("config.json", new byte[9]);
    refused(zip(), "it holds no model.weights.h5");
    entries.put(WEIGHTS, new byte[1000]);
    byte[] bytes = Files.readAllBytes(zip());
    Path file = folder.resolve("damaged.keras");
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    refused(file, "must be a sound .keras archive; ");
    // The checksum of the last entry in the central directory.
    int central = lastIndexOf(bytes, new byte[] {'P', 'K', 1, 2});
    bytes[central + 16] ^= 1;
    Files.write(file, bytes);
    refused(file, "model.weights.h5 has another checksum than it says");
  }

  private static int lastIndexOf(byte[] bytes, byte[] part) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.lastIndexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  /** Sixteen times the archive's size and 8 MiB are allowed. */
  @Test
  void anEntryThatUnpacksToTooMuchIsRefused() throws IOException {
    entries.put(WEIGHTS, new byte[8 << 20]);
    KerasZip.open(zip(), (text, file, name) -> name);
    entries.put(WEIGHTS, new byte[9 << 20]);
    Path archive = zip();
    long most = 16 * Files.size(archive) + (8L << 20);
    refused(archive, "model.weights.h5 unpacks to over %d bytes".formatted(most));
  }

  @Test
  void aFileIsRecognisedByItsFirstBytes() throws IOException {
    assertThat(KerasZip.isZip(bytes('P', 'K', 3, 4))).isTrue();
    assertThat(KerasZip.isZip(bytes('P', 'K', 3))).isFalse();
    assertThat(KerasZip.isZip(bytes('P', 'K', 3, 5))).isFalse();
    assertThatThrownBy(() -> KerasZip.isZip(folder.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none) cannot be read (NoSuchFileException); name a file");
    assertThat(Tarball.recognizes(bytes(0x1f, 0x8b, 8))).isTrue();
    assertThat(Tarball.recognizes(bytes(0x1f, 0x8c))).isFalse();
    assertThat(Tarball.recognizes(bytes(0x1e, 0x8b))).isFalse();
    assertThat(Tarball.recognizes(folder.resolve("none"))).isFalse();
  }

  @Test
  void aPickleIsRecognisedByItsProtocol() throws IOException {
    for (int protocol = 2; protocol <= 5; protocol++) {
      Path file = bytes(0x80, protocol);
      assertThatThrownBy(() -> PyTorchPickle.refuse(file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must not be a pickle of PyTorch");
    }
    PyTorchPickle.refuse(bytes(0x80, 1));
    PyTorchPickle.refuse(bytes(0x80, 6));
    PyTorchPickle.refuse(bytes(0x81, 2));
    PyTorchPickle.refuse(bytes('P', 'K', 3, 4));
    entries.put("data.pkl.txt", new byte[1]);
    PyTorchPickle.refuse(zip());
    entries.put("archive/data.pkl", new byte[1]);
    Path zip = zip();
    assertThatThrownBy(() -> PyTorchPickle.refuse(zip)).hasMessageContaining("pickle of PyTorch");
  }

  private Path bytes(int... values) throws IOException {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Files.write(Files.createTempFile(folder, "some", ".bin"), bytes);
  }

  private static void refused(Path archive, String message) {
    assertThatThrownBy(() -> KerasZip.open(archive, (text, file, name) -> name))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be a sound .keras archive; ")
        .hasMessageContaining(message);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path zip() throws IOException {
    Path archive = folder.resolve("some.keras");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return archive;
  }
}
