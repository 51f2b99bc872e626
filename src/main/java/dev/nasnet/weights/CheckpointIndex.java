package dev.nasnet.weights;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A checkpoint's table of contents, {@code PREFIX.index}, held against the data files' lengths
 * before TensorFlow reads a value: TensorFlow has no op that lists keys.
 */
final class CheckpointIndex {
  /** Large's index has 100 KB. */
  private static final long MAXIMUM_BYTES = 64L << 20;

  private final Path prefix;
  private int shards;

  private CheckpointIndex(Path prefix) {
    this.prefix = prefix;
  }

  /**
   * What stands under a key.
   *
   * @param type its data type
   * @param shape its dimensions
   */
  record Entry(DataType type, List<Integer> shape) {}

  /** The key of a variable's average, where one of its shape was kept, else its own. */
  static String averageOrOwn(Map<String, Entry> index, String key) {
    String average = Checkpoint.averageOf(key);
    boolean kept = index.containsKey(average) && index.get(average).equals(index.get(key));
    return kept ? average : key;
  }

  /**
   * The entries by key.
   *
   * @throws FailureException if the index is missing, damaged or promises more than the data holds
   */
  static Map<String, Entry> read(Path prefix) {
    Path file = Path.of(prefix + ".index");
    if (!Files.exists(file)) {
      throw new FailureException("checkpoint (" + prefix + ") has no .index file", null);
    }
    CheckpointIndex index = new CheckpointIndex(prefix);
    try {
      if (Files.size(file) > MAXIMUM_BYTES) {
        throw index.damaged("its index is larger than 64 MiB");
      }
      return index.entries(
          ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw index.damaged(e.toString());
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      throw index.damaged("its index does not hold together");
    }
  }

  private Map<String, Entry> entries(ByteBuffer file) throws IOException {
    Map<String, ByteBuffer> rows = SortedTable.rows(file, this::damaged);
    Map<String, Entry> entries = new TreeMap<>();
    for (var row : rows.entrySet()) {
      if (row.getKey().isEmpty()) {
        shards = BundleHeaderProto.parseFrom(row.getValue()).getNumShards();
      } else if (row.getKey().charAt(0) != 0) {
        // A key that begins with 0 is a part of a partitioned variable.
        entries.put(row.getKey(), entry(row.getKey(), row.getValue()));
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  private Entry entry(String key, ByteBuffer bytes) throws IOException {
    BundleEntryProto entry;
    try {
      entry = BundleEntryProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw damaged("its entry for %s does not hold together".formatted(printable(key)));
    }
    List<Integer> shape =
        entry.getShape().getDimList().stream()
            .map(TensorShapeProto.Dim::getSize)
            .map(Math::toIntExact)
            .toList();
    if (entry.getSlicesCount() == 0) {
      requireThere(key, entry, shape);
    }
    return new Entry(entry.getDtype(), shape);
  }

  /** A shape that lies, or data that ends too early. */
  private void requireThere(String key, BundleEntryProto entry, List<Integer> shape)
      throws IOException {
    boolean isFloat = entry.getDtype() == DataType.DT_FLOAT;
    long count = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (shape.stream().anyMatch(size -> size < 0)
        || (isFloat && Math.multiplyExact(count, 4L) != entry.getSize())) {
      throw damaged(
          "%s has shape %s and %d bytes".formatted(printable(key), shape, entry.getSize()));
    }
    Path data =
        Path.of(
            prefix
                + String.format(
                    Locale.ROOT, ".data-%05d-of-%05d", entry.getShardId(), Math.max(1, shards)));
    if (!Files.exists(data)) {
      throw damaged(data.getFileName() + " is missing");
    }
    if (entry.getOffset() < 0
        || entry.getSize() < 0
        || Math.addExact(entry.getOffset(), entry.getSize()) > Files.size(data)) {
      throw damaged("%s ends before %s".formatted(data.getFileName(), printable(key)));
    }
  }

  private FailureException damaged(String what) {
    return new FailureException("checkpoint (%s) is damaged: %s".formatted(prefix, what), null);
  }

  private static String printable(String key) {
    String text = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > 120 ? plain.substring(0, 120) + "…" : plain;
  }
}
