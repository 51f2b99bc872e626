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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that lie or end early are told of in one line. */
class HostileCheckpointTest {
  private static final Network NETWORK =
      Network.of(NasNetSpec.of("1@96").toBuilder().stemFilters(8).classes(5).build());

  @TempDir Path folder;
  private Path prefix;
  private Path index;
  private Path data;

  @BeforeEach
  void write() {
    prefix = folder.resolve("weights");
    index = folder.resolve("weights.index");
    data = folder.resolve("weights.data-00000-of-00001");
    Checkpoint.write(prefix, Weights.random(NETWORK, 1));
  }

  @Test
  void aTruncatedDataFileIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(data);
    Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> WeightsFile.open(prefix))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("is damaged: weights.data-00000-of-00001 ends before ");
    Files.delete(data);
    assertThatThrownBy(() -> WeightsFile.open(prefix))
        .hasMessageContaining("weights.data-00000-of-00001 is missing");
  }

  @Test
  void aFlippedBitInTheDataIsSeen() throws IOException {
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    assertThatThrownBy(() -> WeightsFile.open(prefix).load(NETWORK))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void everyTruncatedIndexIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(index);
    for (int length = 0; length < bytes.length; length += 997) {
      Files.write(index, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> WeightsFile.open(prefix))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("is damaged: its index");
    }
  }

  @Test
  void aShapeThatLiesIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(index);
    // The first variable's entry, {dtype: 1, shape: {dim: …}}: its first dimension is told as 127.
    int entry = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\b\1\22");
    bytes[entry + 7] = 127;
    Files.write(index, sealed(bytes));
    assertThatThrownBy(() -> WeightsFile.open(prefix))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining(" has shape [127")
        .hasMessageContaining("bytes");
  }

  /** The checksum is made good each time, so that the lie itself is met. */
  @Test
  void noLieInTheIndexGetsFurtherThanOneLine() throws IOException {
    byte[] good = Files.readAllBytes(index);
    int end = blockEnd(good);
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(end)] = (byte) random.nextInt();
      Files.write(index, sealed(bytes));
      try {
        WeightsFile.open(prefix);
      } catch (FailureException | InvalidInputException e) {
        assertThat(e.getMessage().lines().toList()).hasSize(1);
        assertThat(List.of(e.getMessage())).noneMatch(text -> text.contains("\0"));
      }
    }
  }

  /** The index with its first block's checksum right again. */
  private byte[] sealed(byte[] bytes) throws IOException {
    int size = blockEnd(Files.readAllBytes(original()));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(size + 1, masked(bytes, size));
    return bytes;
  }

  private Path original() {
    Path copy = folder.resolve("original");
    if (!Files.exists(copy)) {
      Checkpoint.write(copy, Weights.random(NETWORK, 1));
    }
    return folder.resolve("original.index");
  }

  /** Where the first block ends: its checksum follows the compression byte. */
  private static int blockEnd(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int size = 1; size < bytes.length - 5; size++) {
      if (bytes[size] == 0 && buffer.getInt(size + 1) == masked(bytes, size)) {
        return size;
      }
    }
    throw new AssertionError("no block");
  }

  private static int masked(byte[] bytes, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, size + 1);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xa282ead8;
  }
}
