package dev.nasnet.weights;

import dev.nasnet.internal.files.MaskedCrc32c;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a sorted string table as LevelDB's documentation describes it, with blocks of a given
 * number of rows.
 */
final class IndexBytes {
  private static final long MAGIC = 0xdb4775248b80fb57L;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final Map<String, byte[]> handles = new LinkedHashMap<>();

  /** Whether keys are stored without the beginning that they share with the key before them. */
  boolean shares = true;

  /** The number of rows with a whole key that each block states; their positions are not read. */
  int restarts = 1;

  /** What is added to the number of these rows that each block states. */
  int moreRestarts;

  /** The type that each block states: 0 for bytes that are not compressed. */
  int compression;

  /** The magic number at the end. */
  long magic = MAGIC;

  byte[] write(Map<String, byte[]> rows, int rowsOfABlock) {
    Map<String, byte[]> some = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> row : rows.entrySet()) {
      some.put(row.getKey(), row.getValue());
      if (some.size() == rowsOfABlock) {
        handles.put(row.getKey() + "~", block(some));
        some.clear();
      }
    }
    if (!some.isEmpty()) {
      handles.put("~", block(some));
    }
    byte[] empty = block(Map.of());
    byte[] list = block(handles);
    ByteBuffer footer = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    footer.put(empty).put(list).position(40);
    file.writeBytes(footer.putLong(magic).array());
    return file.toByteArray();
  }

  /** Appends a block and returns its handle: offset and size. */
  private byte[] block(Map<String, byte[]> rows) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    byte[] before = new byte[0];
    for (Map.Entry<String, byte[]> row : rows.entrySet()) {
      byte[] key = row.getKey().getBytes(StandardCharsets.UTF_8);
      int shared = 0;
      while (shares
          && shared < Math.min(before.length, key.length)
          && before[shared] == key[shared]) {
        shared++;
      }
      block.writeBytes(varint(shared));
      block.writeBytes(varint(key.length - shared));
      block.writeBytes(varint(row.getValue().length));
      block.write(key, shared, key.length - shared);
      block.writeBytes(row.getValue());
      before = key;
    }
    ByteBuffer ends = little(4 * restarts + 4);
    block.writeBytes(ends.putInt(4 * restarts, restarts + moreRestarts).array());
    ByteArrayOutputStream handle = new ByteArrayOutputStream();
    handle.writeBytes(varint(file.size()));
    handle.writeBytes(varint(block.size()));
    block.write(compression);
    byte[] bytes = block.toByteArray();
    file.writeBytes(bytes);
    file.writeBytes(little(4).putInt(MaskedCrc32c.of(bytes)).array());
    return handle.toByteArray();
  }

  static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = value;
    while (rest >>> 7 != 0) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
