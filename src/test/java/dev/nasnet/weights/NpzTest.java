package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
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
}
