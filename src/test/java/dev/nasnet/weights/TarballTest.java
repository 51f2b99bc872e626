package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleHeaderProto;

/** What an archive may unpack to, what it leaves behind, and which file its errors name. */
class TarballTest {
  private static final String DATA = "model.data-00000-of-00001";
  private static final String OTHER_DATA = "model.data-00001-of-00002";

  @TempDir Path folder;

  /** Sixteen times the archive's size and 8 MiB are allowed for all entries together. */
  @Test
  void theEntriesTogetherHaveALimit() throws IOException {
    byte[] zeros = new byte[5 << 20];
    for (List<String> names :
        List.of(
            List.of("a", "b"), List.of(DATA, "b"), List.of("a", DATA), List.of(DATA, OTHER_DATA))) {
      Map<String, byte[]> entries = new LinkedHashMap<>();
      names.forEach(name -> entries.put(name, zeros));
      refused(tar(entries), "it unpacks to over 16 times its size");
    }
    refused(tar(Map.of(DATA, zeros)), "it has no NAME.index");
    byte[] random = new byte[9 << 20];
    new Random(1).nextBytes(random);
    refused(tar(Map.of(DATA, random)), "it has no NAME.index");
    refused(tar(Map.of("a", random)), "it has no NAME.index");
  }

  @Test
  void anErrorNamesTheArchive() throws IOException {
    Path damaged = tar(Map.of("model.index", new byte[100]));
    assertThatThrownBy(() -> Tarball.open(damaged))
        .isInstanceOf(FailureException.class)
        .hasMessage("checkpoint (%s) is damaged: its index is no index or cut short", damaged);
    byte[] header = BundleHeaderProto.newBuilder().setNumShards(1).build().toByteArray();
    Path empty = tar(Map.of("model.index", new IndexBytes().write(Map.of("", header), 1)));
    assertThatThrownBy(() -> Tarball.open(empty))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("weights (%s) must hold a NASNet: ".formatted(empty));
  }

  /** The unpacked files are deleted, also where the archive is refused. */
  @Test
  void nothingIsLeftBehind() throws IOException {
    byte[] unique = new byte[64];
    new Random().nextBytes(unique);
    Path archive = tar(Map.of("model.index", unique));
    assertThatThrownBy(() -> Tarball.open(archive)).isInstanceOf(FailureException.class);
    try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(folders.map(path -> path.resolve("checkpoint.index")))
          .noneMatch(index -> has(index, unique));
    }
  }

  private static boolean has(Path file, byte[] content) {
    try {
      return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content);
    } catch (IOException e) {
      return false;
    }
  }

  private static void refused(Path archive, String reason) {
    assertThatThrownBy(() -> Tarball.open(archive))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be a .tar.gz of one checkpoint; " + reason);
  }

  private Path tar(Map<String, byte[]> entries) throws IOException {
    Path archive = Files.createTempFile(folder, "some", ".tar.gz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
        header.setSize(entry.getValue().length);
        tar.putArchiveEntry(header);
        tar.write(entry.getValue());
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }
}
