package dev.nasnet.internal.hdf5;

import dev.nasnet.internal.hdf5.Hdf5Group.Attribute;
import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** Encodes the blocks of an HDF5 file other than raw data: superblock, object headers and heaps. */
final class Blocks {
  static final int SUPERBLOCK_BYTES = 48;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  private static final int SMALLEST_HEAP = 4096;
  private static final int HEAP_HEADER = 16;
  private static final int HEAP_OBJECT_HEADER = 16;

  private Blocks() {}

  /**
   * Returns a superblock of version 2.
   *
   * @param root the address of the root group's object header in bytes
   * @param end the size of the file in bytes
   */
  static byte[] superblock(long root, long end) {
    byte[] bytes = new byte[SUPERBLOCK_BYTES];
    ByteBuffer block = Messages.wrap(bytes);
    block.put(SIGNATURE).put(new byte[] {2, Long.BYTES, Long.BYTES, 0});
    block.putLong(0).putLong(-1).putLong(end).putLong(root);
    return checked(bytes);
  }

  static byte[] header(Hdf5Dataset dataset, long data) {
    return header(
        List.of(
            Messages.dataspace(dataset.shape()),
            Messages.float32(),
            Messages.noFillValue(),
            Messages.contiguous(data, dataset.bytes())));
  }

  static byte[] header(Hdf5Group group, ToLongFunction<Hdf5Node> address, long heap) {
    List<byte[]> messages = new ArrayList<>(List.of(Messages.linkInfo(), Messages.groupInfo()));
    group
        .nodes()
        .forEach((name, node) -> messages.add(Messages.link(name, address.applyAsLong(node))));
    int index = 0;
    for (var attribute : group.attributes().entrySet()) {
      String name = attribute.getKey();
      if (attribute.getValue() instanceof Attribute.Text text) {
        messages.add(Messages.attribute(name, text, heap, ++index));
      } else if (attribute.getValue() instanceof Attribute.Row row) {
        messages.add(Messages.attribute(name, row));
      }
    }
    return header(messages);
  }

  /** Returns a global heap of the given texts, numbered from 1; an empty array without texts. */
  static byte[] heap(List<byte[]> texts) {
    if (texts.isEmpty()) {
      return new byte[0];
    }
    long used = HEAP_HEADER + HEAP_OBJECT_HEADER;
    for (byte[] text : texts) {
      used += HEAP_OBJECT_HEADER + padded(text.length);
    }
    int size = Math.toIntExact(Math.max(SMALLEST_HEAP, used));
    byte[] bytes = new byte[size];
    ByteBuffer heap = Messages.wrap(bytes);
    heap.put(ascii("GCOL")).put(new byte[] {1, 0, 0, 0}).putLong(size);
    for (int i = 0; i < texts.size(); i++) {
      heapObject(heap, i + 1, texts.get(i).length);
      heap.put(texts.get(i)).position((int) padded(heap.position()));
    }
    heapObject(heap, 0, heap.remaining());
    return bytes;
  }

  /** Returns the smallest multiple of 8 that is at least the size; blocks begin at multiples. */
  static long padded(long size) {
    return (size + 7) / 8 * 8;
  }

  private static void heapObject(ByteBuffer heap, int index, long size) {
    heap.putShort((short) index).putShort((short) Math.min(index, 1)).putInt(0).putLong(size);
  }

  /** Returns an object header of version 2 with a size field of four bytes. */
  static byte[] header(List<byte[]> messages) {
    int size = messages.stream().mapToInt(message -> message.length).reduce(0, Math::addExact);
    byte[] bytes = new byte[10 + size + Integer.BYTES];
    ByteBuffer block = Messages.wrap(bytes);
    block.put(ascii("OHDR")).put(new byte[] {2, 2}).putInt(size);
    messages.forEach(block::put);
    return checked(bytes);
  }

  /** Fills in a block's last four bytes with the checksum of the bytes before them. */
  private static byte[] checked(byte[] block) {
    int covered = block.length - Integer.BYTES;
    int checksum = JenkinsLookup3HashLittle.hash(Arrays.copyOf(block, covered));
    Messages.wrap(block).putInt(covered, checksum);
    return block;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
