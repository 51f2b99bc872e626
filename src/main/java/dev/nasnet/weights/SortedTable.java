package dev.nasnet.weights;

import dev.nasnet.internal.files.MaskedCrc32c;
import dev.nasnet.problem.FailureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The rows of a sorted string table, the form of a checkpoint's index (LevelDB's table format):
 * blocks of rows with keys of a common beginning, a block that lists the blocks, a footer.
 */
final class SortedTable {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER = 48;
  private static final int TRAILER = 5;

  private final ByteBuffer file;
  private final Function<String, FailureException> damaged;

  private SortedTable(ByteBuffer file, Function<String, FailureException> damaged) {
    this.file = file;
    this.damaged = damaged;
  }

  /**
   * All rows in order.
   *
   * @param file little-endian
   * @param damaged makes what is thrown of what is wrong
   */
  static Map<String, ByteBuffer> rows(ByteBuffer file, Function<String, FailureException> damaged) {
    SortedTable table = new SortedTable(file, damaged);
    Map<String, ByteBuffer> rows = new LinkedHashMap<>();
    for (ByteBuffer handle : table.block(table.listHandle()).values()) {
      rows.putAll(table.block(handle));
    }
    return rows;
  }

  private ByteBuffer listHandle() {
    int footer = file.capacity() - FOOTER;
    if (footer < 0 || file.getLong(file.capacity() - 8) != MAGIC) {
      throw damaged.apply("its index is no index or cut short");
    }
    ByteBuffer handles = slice(footer, FOOTER - 8);
    varint(handles);
    varint(handles);
    return handles;
  }

  private Map<String, ByteBuffer> block(ByteBuffer handle) {
    int offset = Math.toIntExact(varint(handle));
    int size = Math.toIntExact(varint(handle));
    if (size < Integer.BYTES) {
      throw damaged.apply("a block of its index has only %d bytes".formatted(size));
    }
    ByteBuffer whole = slice(offset, Math.addExact(size, TRAILER));
    requireChecksum(whole, size);
    if (whole.get(size) != 0) {
      throw damaged.apply("its index is compressed, which TensorFlow does not do");
    }
    int restarts = whole.getInt(size - Integer.BYTES);
    long end = size - Integer.BYTES - (long) Integer.BYTES * restarts;
    if (restarts < 0 || end < 0) {
      throw damaged.apply("a block of its index has %d restarts".formatted(restarts));
    }
    ByteBuffer rows = whole.slice(0, (int) end).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, ByteBuffer> found = new LinkedHashMap<>();
    byte[] key = new byte[0];
    while (rows.hasRemaining()) {
      int shared = Math.toIntExact(varint(rows));
      int added = Math.toIntExact(varint(rows));
      int length = Math.toIntExact(varint(rows));
      key = key(key, shared, bytes(rows, added));
      found.put(new String(key, StandardCharsets.UTF_8), ByteBuffer.wrap(bytes(rows, length)));
    }
    return found;
  }

  /** Compares the stored masked CRC-32C with that of the rows and the compression byte. */
  private void requireChecksum(ByteBuffer whole, int size) {
    if (MaskedCrc32c.of(whole.slice(0, size + 1)) != whole.getInt(size + 1)) {
      throw damaged.apply("its index has a wrong checksum");
    }
  }

  private static byte[] key(byte[] before, int shared, byte[] added) {
    if (shared > before.length) {
      throw new IllegalArgumentException("shared");
    }
    byte[] key = Arrays.copyOf(before, shared + added.length);
    System.arraycopy(added, 0, key, shared, added.length);
    return key;
  }

  private static byte[] bytes(ByteBuffer from, int length) {
    if (length < 0 || length > from.remaining()) {
      throw new IllegalArgumentException("length");
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private ByteBuffer slice(int offset, int length) {
    try {
      return file.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IndexOutOfBoundsException e) {
      throw damaged.apply("its index points outside of itself");
    }
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint");
  }
}
