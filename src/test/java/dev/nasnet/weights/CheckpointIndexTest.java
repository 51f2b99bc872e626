package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/** A checkpoint's index, written in the test row by row, beside data of a certain length. */
class CheckpointIndexTest {
  @TempDir Path folder;

  private final Map<String, byte[]> rows = new LinkedHashMap<>();

  @Test
  void rowsOfSeveralBlocksAreRead() {
    Map<String, byte[]> written = new LinkedHashMap<>();
    for (int i = 100; i < 300; i++) {
      written.put("layer/%d/kernel".formatted(i), new byte[i]);
    }
    for (int size : new int[] {1, 7, 200, 1000}) {
      for (boolean shares : new boolean[] {true, false}) {
        IndexBytes index = new IndexBytes();
        index.shares = shares;
        index.restarts = shares ? 1 : 3;
        Map<String, ByteBuffer> read = rows(index.write(written, size));
        assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
        read.forEach(
            (key, value) -> assertThat(value.remaining()).isEqualTo(written.get(key).length));
      }
    }
    assertThat(rows(new IndexBytes().write(Map.of(), 1))).isEmpty();
  }

  @Test
  void aTableThatIsNoneIsRefused() {
    Map<String, byte[]> one = Map.of("a", new byte[] {1});
    byte[] sound = new IndexBytes().write(one, 1);
    refused("its index is no index or cut short", Arrays.copyOf(sound, 47));
    refused("its index is no index or cut short", Arrays.copyOf(sound, sound.length - 1));
    refused(
        "its index points outside of itself",
        Arrays.copyOfRange(sound, sound.length - 48, sound.length));
    IndexBytes other = new IndexBytes();
    other.magic = 7;
    refused("its index is no index or cut short", other.write(one, 1));
    IndexBytes compressed = new IndexBytes();
    compressed.compression = 1;
    refused("its index is compressed, which TensorFlow does not do", compressed.write(one, 1));
    byte[] flipped = sound.clone();
    flipped[3] ^= 1;
    refused("its index has a wrong checksum", flipped);
    byte[] outside = sound.clone();
    Arrays.fill(outside, sound.length - 48, sound.length - 44, (byte) 0x7f);
    refused("its index points outside of itself", outside);
  }

  @Test
  void aBlockThatDoesNotHoldItsEndIsRefused() {
    Map<String, byte[]> one = Map.of("a", new byte[] {1});
    for (int more : new int[] {1000, -2}) {
      IndexBytes index = new IndexBytes();
      index.moreRestarts = more;
      refused("a block of its index has %d restarts".formatted(1 + more), index.write(one, 1));
    }
    for (int size : new int[] {3, -5}) {
      ByteBuffer table = ByteBuffer.wrap(new IndexBytes().write(one, 1));
      table.position(table.capacity() - 48).put(new byte[] {0, 0, 0});
      table.put(IndexBytes.varint(size));
      refused("a block of its index has only %d bytes".formatted(size), table.array());
    }
  }

  @Test
  void shapesTypesAndPartsAreRead() throws IOException {
    rows.put("", header(1));
    rows.put("\0part", entry(DataType.DT_FLOAT, 0, 999, 5));
    rows.put("a", entry(DataType.DT_FLOAT, 0, 24, 2, 3));
    rows.put("b", entry(DataType.DT_INT64, 24, 8));
    rows.put("c", entry(DataType.DT_FLOAT, 32, 4));
    rows.put(
        "d",
        BundleEntryProto.parseFrom(entry(DataType.DT_FLOAT, 0, 0, 50)).toBuilder()
            .addSlices(TensorSliceProto.getDefaultInstance())
            .build()
            .toByteArray());
    assertThat(read(36))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a", new CheckpointIndex.Entry(DataType.DT_FLOAT, List.of(2, 3)),
                "b", new CheckpointIndex.Entry(DataType.DT_INT64, List.of()),
                "c", new CheckpointIndex.Entry(DataType.DT_FLOAT, List.of()),
                "d", new CheckpointIndex.Entry(DataType.DT_FLOAT, List.of(50))));
    assertThatThrownBy(() -> read(35))
        .isInstanceOf(FailureException.class)
        .hasMessageEndingWith("is damaged: model.data-00000-of-00001 ends before c");
  }

  @Test
  void aFalseEntryIsNamed() {
    rows.put("", header(1));
    rows.put("a", entry(DataType.DT_FLOAT, 0, 20, 2, 3));
    refusedEntry("a has shape [2, 3] and 20 bytes");
    rows.put("a", entry(DataType.DT_INT32, 0, 4, -1));
    refusedEntry("a has shape [-1] and 4 bytes");
    rows.put("a", entry(DataType.DT_INT32, -1, 4, 1));
    refusedEntry("model.data-00000-of-00001 ends before a");
    rows.put("a", entry(DataType.DT_INT32, 0, -1, 1));
    refusedEntry("model.data-00000-of-00001 ends before a");
    rows.put("a", entry(DataType.DT_INT32, Long.MAX_VALUE, 4, 1));
    refusedEntry("its index does not hold together");
    rows.put("a", entry(DataType.DT_FLOAT, 0, 4, 1L << 40));
    refusedEntry("its index does not hold together");
    rows.put("a", new byte[] {(byte) 0xff});
    refusedEntry("its entry for a does not hold together");
    rows.remove("a");
    rows.put("k\1".repeat(60) + "yz", new byte[] {(byte) 0xff});
    refusedEntry("its entry for " + "k?".repeat(60) + "… does not");
    rows.clear();
    rows.put("k".repeat(120), new byte[] {(byte) 0xff});
    refusedEntry("its entry for " + "k".repeat(120) + " does not");
  }

  @Test
  void aShardHasItsFile() throws IOException {
    rows.put("", header(3));
    rows.put(
        "a",
        BundleEntryProto.parseFrom(entry(DataType.DT_FLOAT, 0, 4)).toBuilder()
            .setShardId(2)
            .build()
            .toByteArray());
    refusedEntry("model.data-00002-of-00003 is missing");
    Files.write(folder.resolve("model.data-00002-of-00003"), new byte[4]);
    assertThat(read(0)).containsOnlyKeys("a");
  }

  @Test
  void anEmptyArrayIsThere() throws IOException {
    rows.put("", header(1));
    rows.put("a", entry(DataType.DT_FLOAT, 0, 0, 0, 5));
    assertThat(read(0))
        .containsEntry("a", new CheckpointIndex.Entry(DataType.DT_FLOAT, List.of(0, 5)));
  }

  @Test
  void anIndexHasAtMost64Mebibytes() throws IOException {
    Path prefix = folder.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(prefix + ".index", "rw")) {
      file.setLength(64L << 20);
      assertThatThrownBy(() -> CheckpointIndex.read(prefix))
          .hasMessageEndingWith("is damaged: its index is no index or cut short");
      file.setLength((64L << 20) + 1);
      assertThatThrownBy(() -> CheckpointIndex.read(prefix))
          .hasMessageEndingWith("is damaged: its index is larger than 64 MiB");
    }
  }

  @Test
  void aMissingIndexIsNamed() {
    assertThatThrownBy(() -> CheckpointIndex.read(folder.resolve("none")))
        .isInstanceOf(FailureException.class)
        .hasMessageEndingWith("none) has no .index file");
  }

  @Test
  void averagesAreReadWhereTheyHaveTheShape() {
    CheckpointIndex.Entry one = new CheckpointIndex.Entry(DataType.DT_FLOAT, List.of(1));
    CheckpointIndex.Entry two = new CheckpointIndex.Entry(DataType.DT_FLOAT, List.of(2));
    String average = "a/ExponentialMovingAverage";
    assertThat(CheckpointIndex.averageOrOwn(Map.of("a", one, average, one), "a"))
        .isEqualTo(average);
    assertThat(CheckpointIndex.averageOrOwn(Map.of("a", one, average, two), "a")).isEqualTo("a");
    assertThat(CheckpointIndex.averageOrOwn(Map.of("a", one), "a")).isEqualTo("a");
    assertThat(Checkpoint.withoutAverage(average)).isEqualTo("a");
    assertThat(Checkpoint.withoutAverage("a/b")).isEqualTo("a/b");
  }

  private void refusedEntry(String message) {
    assertThatThrownBy(() -> read(100))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("model) is damaged: " + message);
  }

  private static void refused(String message, byte[] bytes) {
    assertThatThrownBy(() -> rows(bytes))
        .isInstanceOf(FailureException.class)
        .hasMessage("damaged: " + message);
  }

  private static Map<String, ByteBuffer> rows(byte[] bytes) {
    return SortedTable.rows(
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN),
        what -> new FailureException("damaged: " + what, null));
  }

  private Map<String, CheckpointIndex.Entry> read(int bytes) throws IOException {
    Path prefix = folder.resolve("model");
    Files.write(Path.of(prefix + ".index"), new IndexBytes().write(rows, 2));
    Files.write(CheckpointWriter.values(prefix), new byte[bytes]);
    return CheckpointIndex.read(prefix);
  }

  private static byte[] header(int shards) {
    return BundleHeaderProto.newBuilder().setNumShards(shards).build().toByteArray();
  }

  private static byte[] entry(DataType type, long offset, long size, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    Arrays.stream(shape)
        .forEach(n -> dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(n)));
    return BundleEntryProto.newBuilder()
        .setDtype(type)
        .setShape(dimensions)
        .setOffset(offset)
        .setSize(size)
        .build()
        .toByteArray();
  }
}
