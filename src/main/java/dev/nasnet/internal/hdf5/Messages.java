package dev.nasnet.internal.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Encodes the header messages that the writer uses, as defined in "HDF5 File Format Specification
 * Version 3.0", section IV.A.2. All numbers are little-endian; addresses and lengths have 8 bytes.
 */
// All buffers here are allocated by ByteBuffer.allocate or wrap a whole array.
@SuppressWarnings("ByteBufferBackingArray")
final class Messages {
  /** The largest size of a message in bytes; the size field has two bytes. */
  private static final int MAX_BYTES = 0xFFFF;

  private static final long UNDEFINED = -1;
  private static final byte VERSION_3 = 3;

  /**
   * The datatype IEEE float32: sign at bit 31, an exponent of 8 bits at bit 23 with bias 127, and a
   * fraction of 23 bits at bit 0.
   */
  private static final byte[] FLOAT32 =
      buffer(20)
          .put(new byte[] {0x11, 0x20, 31, 0})
          .putInt(Float.BYTES)
          .putShort((short) 0)
          .putShort((short) 32)
          .put(new byte[] {23, 8, 0, 23})
          .putInt(127)
          .array();

  /**
   * The datatype of a variable-length UTF-8 string: a reference of 16 bytes to the heap, with one
   * byte as the base type.
   */
  static final byte[] VARIABLE_STRING =
      buffer(16)
          .put(new byte[] {0x19, 1, 1, 0})
          .putInt(16)
          .put(new byte[] {0x13, 0x10, 0, 0})
          .putInt(1)
          .array();

  private Messages() {}

  static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] dataspace(List<Integer> shape) {
    return message(0x01, space(shape));
  }

  static byte[] float32() {
    return message(0x03, FLOAT32);
  }

  /** Returns the message for early allocation of storage without a fill value. */
  static byte[] noFillValue() {
    return message(0x05, new byte[] {VERSION_3, 0x0A});
  }

  static byte[] contiguous(long address, long bytes) {
    return message(
        0x08, buffer(18).put(VERSION_3).put((byte) 1).putLong(address).putLong(bytes).array());
  }

  /** Returns the message for links that are stored in the header, without a heap or an index. */
  static byte[] linkInfo() {
    return message(
        0x02, buffer(18).putShort((short) 0).putLong(UNDEFINED).putLong(UNDEFINED).array());
  }

  static byte[] groupInfo() {
    return message(0x0A, new byte[2]);
  }

  /** Returns a hard link with a UTF-8 name and a name length of two bytes. */
  static byte[] link(String name, long address) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = buffer(5 + utf8.length + Long.BYTES);
    body.put(new byte[] {1, 0x11, 1}).putShort((short) utf8.length).put(utf8).putLong(address);
    return message(0x06, body.array());
  }

  /** Returns an attribute with an array of fixed-length UTF-8 strings, padded with zeros. */
  static byte[] attribute(String name, Hdf5Group.Attribute.Row row) {
    List<byte[]> texts = row.utf8();
    int width = Math.max(1, texts.stream().mapToInt(text -> text.length).max().orElse(0));
    byte[] type = buffer(8).put(new byte[] {0x13, 0x11, 0, 0}).putInt(width).array();
    ByteBuffer values = buffer(Math.multiplyExact(width, texts.size()));
    for (int i = 0; i < texts.size(); i++) {
      values.position(i * width).put(texts.get(i));
    }
    return attribute(name, type, space(List.of(texts.size())), values.array());
  }

  /**
   * Returns an attribute with one variable-length string.
   *
   * @param name the name of the attribute
   * @param text the value, of which the length is stored
   * @param heap the address of the global heap that contains the string
   * @param index the number of the string in the heap, at least 1
   */
  static byte[] attribute(String name, Hdf5Group.Attribute.Text text, long heap, int index) {
    byte[] reference = buffer(16).putInt(text.utf8().length).putLong(heap).putInt(index).array();
    return attribute(name, VARIABLE_STRING, space(List.of()), reference);
  }

  static byte[] attribute(String name, byte[] type, byte[] space, byte[] values) {
    byte[] utf8 = (name + "\0").getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = buffer(9 + utf8.length + type.length + space.length + values.length);
    body.put(VERSION_3).put((byte) 0);
    body.putShort((short) utf8.length).putShort((short) type.length);
    body.putShort((short) space.length).put((byte) 1);
    return message(0x0C, body.put(utf8).put(type).put(space).put(values).array());
  }

  static byte[] space(List<Integer> shape) {
    ByteBuffer body = buffer(4 + shape.size() * Long.BYTES);
    body.put(new byte[] {2, (byte) shape.size(), 0, (byte) (shape.isEmpty() ? 0 : 1)});
    shape.forEach(dimension -> body.putLong(dimension));
    return body.array();
  }

  static byte[] message(int type, byte[] body) {
    if (body.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an HDF5 message (%d bytes) must be under 64 KiB; split it".formatted(body.length));
    }
    return buffer(4 + body.length)
        .put((byte) type)
        .putShort((short) body.length)
        .put((byte) 0)
        .put(body)
        .array();
  }
}
