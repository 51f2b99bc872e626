package dev.nasnet.internal.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Assembles HDF5 files block by block, so that they may contain false sizes and addresses. The root
 * group's object header is at byte 48.
 */
final class HandMade {
  static final long ROOT = Blocks.SUPERBLOCK_BYTES;

  private final byte[] bytes;

  HandMade(int size) {
    bytes = new byte[size];
    put(0, Blocks.superblock(ROOT, size));
  }

  HandMade put(long address, byte[] block) {
    System.arraycopy(block, 0, bytes, (int) address, block.length);
    return this;
  }

  /** Adds an object header with the given messages and a correct checksum. */
  HandMade header(long address, byte[]... messages) {
    return put(address, Blocks.header(List.of(messages)));
  }

  /** Adds a root group with one link. */
  HandMade rootWith(String name, long address) {
    return header(ROOT, Messages.linkInfo(), Messages.groupInfo(), Messages.link(name, address));
  }

  Path write(Path folder) throws IOException {
    return Files.write(Files.createTempFile(folder, "hand", ".h5"), bytes);
  }

  static byte[] message(int type, ByteBuffer body) {
    return Messages.message(type, body.array());
  }

  /** Returns a message that continues the object header at another address. */
  static byte[] continuation(long address, long length) {
    return message(0x10, Messages.buffer(16).putLong(address).putLong(length));
  }

  /** Returns an attribute with texts that all refer to the first object of one heap. */
  static byte[] texts(String name, int count, int length, long heap) {
    ByteBuffer references = Messages.buffer(16 * count);
    for (int i = 0; i < count; i++) {
      references.putInt(length).putLong(heap).putInt(1);
    }
    byte[] space = Messages.space(List.of(count));
    return Messages.attribute(name, Messages.VARIABLE_STRING, space, references.array());
  }

  /** Returns the symbol table message of a group in the old format. */
  static byte[] symbolTable(long tree, long heap) {
    return message(0x11, Messages.buffer(16).putLong(tree).putLong(heap));
  }

  static byte[] localHeap(long segment, long length) {
    return Messages.buffer(32)
        .put("HEAP".getBytes(StandardCharsets.US_ASCII))
        .putInt(0)
        .putLong(length)
        .putLong(-1)
        .putLong(segment)
        .array();
  }

  /**
   * Returns an inner node of a group's B-tree (type 0) with entries that all refer to one child.
   */
  static byte[] groupNode(int entries, long child) {
    ByteBuffer node = Messages.buffer(24 + entries * 16 + 8);
    node.put("TREE".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {0, 1});
    node.putShort((short) entries).putLong(-1).putLong(-1);
    for (int i = 0; i < entries; i++) {
      node.putLong(0).putLong(child);
    }
    return node.array();
  }

  /** Returns the messages of a dataset with gzip chunks that are indexed by a B-tree. */
  static List<byte[]> gzipChunks(long tree, List<Integer> chunk) {
    ByteBuffer layout = Messages.buffer(11 + 4 * (chunk.size() + 1));
    layout.put(new byte[] {3, 2, (byte) (chunk.size() + 1)}).putLong(tree);
    chunk.forEach(layout::putInt);
    layout.putInt(Float.BYTES);
    ByteBuffer gzip = Messages.buffer(2 + 8 + 4);
    gzip.put(new byte[] {2, 1}).putShort((short) 1).putShort((short) 0).putShort((short) 1);
    gzip.putInt(9);
    ByteBuffer filters = Messages.buffer(12);
    filters.put(gzip.array(), 0, 12);
    return List.of(message(0x08, layout), message(0x0B, filters));
  }

  /** Returns a leaf of a B-tree of chunks (type 1) with one chunk at the dataset's beginning. */
  static byte[] chunkLeaf(int dimensions, int size, long address) {
    ByteBuffer node = Messages.buffer(24 + 2 * (8 + 8 * (dimensions + 1)) + 8);
    node.put("TREE".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {1, 0});
    node.putShort((short) 1).putLong(-1).putLong(-1);
    node.putInt(size).putInt(0).position(24 + 8 + 8 * (dimensions + 1));
    return node.putLong(address).array();
  }
}
