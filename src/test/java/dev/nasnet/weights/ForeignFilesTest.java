package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tarballs, safetensors files and pickles, sound and malicious. */
class ForeignFilesTest {
  private static final Network NETWORK =
      Network.of(NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build());
  private static final Weights WEIGHTS = Weights.randomBatchNorm(NETWORK, 3);

  @TempDir Path folder;

  @Test
  void aTarballIsReadAsItsCheckpoint() throws IOException {
    Path archive = tar("model.tar.gz", checkpoint("model.ckpt"));
    WeightsFile file = WeightsFile.open(archive);
    assertThat(file.kind()).isEqualTo("a slim checkpoint in a tarball");
    assertThat(file.files()).containsExactly(archive);
    WeightsFile.Loaded loaded = file.load(NETWORK);
    for (NamedArray array : WEIGHTS.arrays()) {
      assertThat(loaded.weights().get(array.name()).values()).isEqualTo(array.values());
    }
  }

  @Test
  void noPathOfATarballIsFollowed() throws IOException {
    Path outside = folder.resolve("outside.index");
    for (String prefix : List.of("../../outside", outside.toString().replace(".index", ""))) {
      Path archive = tar("evil.tar.gz", checkpoint(prefix));
      assertThat(WeightsFile.open(archive).load(NETWORK).weights().names()).isNotEmpty();
      assertThat(outside).doesNotExist();
    }
    Path link = folder.resolve("link.tar.gz");
    try (TarArchiveOutputStream tar = output(link)) {
      TarArchiveEntry entry = new TarArchiveEntry("model.index", TarConstants.LF_SYMLINK);
      entry.setLinkName("/etc/passwd");
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    refused(link, "it has no NAME.index");
  }

  @Test
  void aTarballOfNoneOrSeveralCheckpointsIsRefused() throws IOException {
    Map<String, byte[]> two = new LinkedHashMap<>(checkpoint("a"));
    two.putAll(checkpoint("b"));
    refused(tar("two.tar.gz", two), "it has a and b");
    refused(tar("none.tar.gz", Map.of("readme", new byte[9])), "it has no NAME.index");
    Map<String, byte[]> twice = new LinkedHashMap<>(checkpoint("x/model"));
    twice.putAll(checkpoint("y/model"));
    refused(tar("twice.tar.gz", twice), "a file of its checkpoint is there twice");
  }

  @Test
  void aTarballThatUnpacksToTooMuchIsRefused() throws IOException {
    refused(
        tar("bomb.tar.gz", Map.of("model.data-00000-of-00001", new byte[64 << 20])),
        "it unpacks to over 16 times its size");
    refused(tar("other.tar.gz", Map.of("zeros", new byte[64 << 20])), "it unpacks to over 16");
  }

  @Test
  void aDamagedTarballIsOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(tar("model.tar.gz", checkpoint("model.ckpt")));
    Path damaged = folder.resolve("damaged.tar.gz");
    for (int length : new int[] {3, 10, 100, bytes.length / 2, bytes.length - 20}) {
      Files.write(damaged, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> WeightsFile.open(damaged))
          .as("%d bytes", length)
          .isInstanceOfAny(InvalidInputException.class, FailureException.class)
          .hasMessageContaining(damaged.toString())
          .hasMessageNotContaining("/nasnet");
    }
  }

  @Test
  void aPickleIsRefusedWithTheCommandThatConvertsIt() throws IOException {
    Path zip = folder.resolve("model.pth");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      out.write(new byte[] {(byte) 0x80, 2, '.'});
      out.closeEntry();
    }
    Path old = folder.resolve("old.pth");
    Files.write(old, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10});
    for (Path file : List.of(zip, old)) {
      assertThatThrownBy(() -> WeightsFile.open(file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must not be a pickle of PyTorch, which is a program; convert it: ")
          .hasMessageContaining("weights_only=True")
          .hasMessageEndingWith("\" " + file + " NAME.safetensors");
    }
  }

  @Test
  void aSafetensorsFileThatBreaksARuleIsRefused() throws IOException {
    String one = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    byte[] four = new byte[4];
    damaged(one + "}", new byte[5]);
    damaged(one + "}", new byte[3]);
    damaged(one, four);
    damaged(one + ",\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]}}", four);
    damaged(one + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", four);
    damaged(
        one + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}", new byte[12]);
    damaged(one.replace("[0,4]", "[-4,0]") + "}", four);
    damaged(one.replace("[0,4]", "[4,0]") + "}", four);
    damaged(one.replace("[0,4]", "[0,4,8]") + "}", four);
    damaged(one.replace("[0,4]", "[0,1e30]") + "}", four);
    damaged(one.replace("[0,4]", "\"x\"") + "}", four);
    damaged(one.replace("[1]", "[-1]") + "}", four);
    damaged(one.replace("[1]", "[2147483647,2147483647,4]") + "}", four);
    damaged(one.replace("[1]", "[4294967297]") + "}", four);
    damaged(one.replace("F32", "F31") + "}", four);
    damaged(one.replace("\"dtype\":\"F32\",", "") + "}", four);
    damaged(one.replace("\"dtype\"", "\"type\"") + "}", four);
    damaged("{\"a\":[]}", four);
    damaged("{\"a\":" + "[".repeat(100_000) + "}", four);
    damaged("[]", four);
    damaged("{\"a\u0000", four);
    Path file = folder.resolve("long.safetensors");
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 0, 1, 99}) {
      byte[] bytes = new byte[60];
      bytes[8] = '{';
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Files.write(file, bytes);
      assertThatThrownBy(() -> WeightsFile.open(file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must be a sound safetensors file; its header has ");
    }
    Files.write(file, new byte[5]);
    assertThatThrownBy(() -> WeightsFile.open(file))
        .hasMessageContaining("it ends within its header");
  }

  @Test
  void noChangeOfASafetensorsHeaderEndsInAnotherException() throws IOException {
    SafetensorsBytes bytes = new SafetensorsBytes();
    bytes.add("conv0.conv.weight", List.of(2, 3, 1, 1), new float[6]);
    bytes.add("cell_0.conv_1x1.conv.weight", List.of(4, 2, 1, 1), new float[8]);
    byte[] sound = bytes.write();
    Random random = new Random(1);
    Path file = folder.resolve("changed.safetensors");
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = sound.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        changed[random.nextInt(changed.length - 56)] = (byte) random.nextInt(256);
      }
      Files.write(file, changed);
      try {
        WeightsFile.open(file);
      } catch (InvalidInputException e) {
        assertThat(e.getMessage()).contains("changed.safetensors").hasLineCount(1);
      }
    }
  }

  private void damaged(String header, byte[] data) throws IOException {
    Path file = folder.resolve("damaged.safetensors");
    Files.write(file, SafetensorsBytes.file(header, data));
    assertThatThrownBy(() -> WeightsFile.open(file))
        .as(header.substring(0, Math.min(200, header.length())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be a sound safetensors file; ");
  }

  private static void refused(Path archive, String reason) {
    assertThatThrownBy(() -> WeightsFile.open(archive))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be a .tar.gz of one checkpoint; " + reason);
  }

  /** The files of slim's checkpoint by their names in an archive. */
  private Map<String, byte[]> checkpoint(String prefix) throws IOException {
    Path written = folder.resolve("slim");
    Map<String, String> names = SlimNames.of(NETWORK);
    Checkpoint.write(
        written,
        Weights.of(
            WEIGHTS.arrays().stream()
                .map(a -> new NamedArray(names.get(a.name()), a.shape(), a.values()))
                .toList()));
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      files.put(prefix + end, Files.readAllBytes(Path.of(written + end)));
    }
    return files;
  }

  private Path tar(String name, Map<String, byte[]> files) throws IOException {
    Path archive = folder.resolve(name);
    try (TarArchiveOutputStream tar = output(archive)) {
      for (var file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }

  private static TarArchiveOutputStream output(Path archive) throws IOException {
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)));
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    return tar;
  }
}
