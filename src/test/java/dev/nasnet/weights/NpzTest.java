package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  private static final List<NamedArray> ARRAYS =
      List.of(
          new NamedArray("image", List.of(1, 2, 3), new float[] {1, 2, 3, 4, 5, Float.NaN}),
          new NamedArray("one", List.of(1), new float[] {-0.5f}),
          new NamedArray("none", List.of(0, 4), new float[0]));

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgainAndAlwaysTheSameBytes() throws IOException {
    Path file = folder.resolve("a.npz");
    Files.write(file, bytes());
    List<NamedArray> read = Npz.read(file);
    assertThat(read).hasSize(ARRAYS.size());
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).name()).isEqualTo(ARRAYS.get(i).name());
      assertThat(read.get(i).shape()).isEqualTo(ARRAYS.get(i).shape());
      assertThat(read.get(i).values()).isEqualTo(ARRAYS.get(i).values());
    }
    assertThat(bytes()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void whatIsNoArrayFileIsOneLine() throws IOException {
    refuse(Files.writeString(folder.resolve("text.npz"), "no zip"));
    refuse(folder.resolve("missing.npz"));
    refuse(zip("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n"));
    refuse(zip("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }\n"));
    refuse(zip("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }\n"));
  }

  private static void refuse(Path file) {
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining(file.toString());
  }

  private Path zip(String header) throws IOException {
    Path file = folder.resolve(header.hashCode() + ".npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
      zip.write(header.getBytes(StandardCharsets.US_ASCII));
      zip.write(new byte[4]);
      zip.closeEntry();
    }
    return file;
  }

  private static byte[] bytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npz.write(out, ARRAYS);
    return out.toByteArray();
  }

  /** NumPy aligns the values to 64 bytes with as few spaces as this needs. */
  @Test
  void headersAreAligned() throws IOException {
    Set<Integer> lengths = new TreeSet<>();
    for (int rank = 0; rank < 64; rank++) {
      List<Integer> shape = Collections.nCopies(rank, 1);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Npz.write(out, List.of(new NamedArray("a", shape, new float[] {7})));
      byte[] npy = entry(out.toByteArray());
      String text = new String(npy, StandardCharsets.ISO_8859_1);
      int header = 10 + "{'descr': '<f4', 'fortran_order': False, 'shape': (), }\n".length();
      int needed = header + Math.max(0, 3 * rank - 1);
      int padded = (needed + 63) / 64 * 64;
      lengths.add(padded - needed);
      assertThat(npy).as("rank %d", rank).hasSize(padded + 4);
      assertThat(npy[8] & 0xff | (npy[9] & 0xff) << 8).isEqualTo(padded - 10);
      assertThat(text.charAt(padded - 1)).isEqualTo('\n');
      assertThat(text.substring(10, padded - 1).strip()).startsWith("{").endsWith(", }");
      assertThat(Arrays.copyOfRange(npy, padded, padded + 4)).containsExactly(0, 0, 0xe0, 0x40);
    }
    assertThat(lengths).contains(0, 1, 62);
  }

  private byte[] entry(byte[] zip) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry = in.getNextEntry();
      assertThat(entry.getName()).isEqualTo("a.npy");
      assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(entry.getTimeLocal()).isEqualTo(LocalDateTime.of(1980, 2, 1, 0, 0));
      return in.readAllBytes();
    }
  }

  /** The file was written by NumPy; Pillow's and TensorFlow's values are within those of pixels. */
  @Test
  void aFileOfNumPyIsRead() {
    List<NamedArray> arrays = Npz.read(Path.of("src/test/resources/resize/5x7.npz"));
    assertThat(arrays).extracting(NamedArray::name).containsExactly("tensorflow", "pillow");
    assertThat(arrays.get(0).shape()).containsExactly(16, 16, 3);
    assertThat(arrays.get(0).largestDifference(arrays.get(1))).isBetween(0.1, 1.5);
    assertThat(arrays.get(1).largest()).isBetween(200.0, 255.0);
  }

  @Test
  void whatIsWrongWithAnArrayIsNamed() throws IOException {
    String sound = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n";
    assertThat(Npz.read(zip(sound)).get(0).values()).containsExactly(0);
    assertThat(Npz.read(zip(sound.replace("(1,)", "()"))).get(0).shape()).isEmpty();
    named(zip(sound.replace("<f4", ">f4")), "a must be little-endian float32, row-major");
    named(zip(sound.replace("False", "True")), "a must be little-endian float32, row-major");
    named(zip(sound.replace("(1,)", "(2,)")), "needs 2 values, not 1");
    named(raw(new byte[9]), "a must be a .npy array of version 1.0");
    byte[] second = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0};
    named(raw(second), "a must be a .npy array of version 1.0");
    byte[] cut = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 1, 0};
    named(raw(cut), "a is cut short");
    cut[8] = 0;
    named(raw(cut), "a must be little-endian float32, row-major");
  }

  private static void named(Path file, String message) {
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("cannot be read: ")
        .hasMessageContaining(message);
  }

  private Path raw(byte[] content) throws IOException {
    Path file = folder.resolve("raw.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(content);
      zip.closeEntry();
    }
    return file;
  }
}
