package dev.nasnet.internal.hdf5;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Writes an HDF5 file from its first byte to its last. Equal trees result in equal bytes.
 *
 * <p>The superblock and the object headers have version 2, links are stored in the headers, and
 * datasets are contiguous. A parent precedes its children, and the values of a dataset directly
 * follow its header, so that a reader that visits the tree in order never seeks backwards. This
 * matters for tf_keras, which reads the file inside a zip archive through a stream that starts
 * again from the beginning at each backward seek.
 */
public final class Hdf5Writer {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Hdf5Group root;
  private final List<Hdf5Node> nodes = new ArrayList<>();
  private final IdentityHashMap<Hdf5Node, NodeAddress> addresses = new IdentityHashMap<>();
  private final long size;

  /**
   * The position of a node in the file in bytes.
   *
   * @param header the address of the object header
   * @param content the address of a group's heap or a dataset's values
   */
  private record NodeAddress(long header, long content) {}

  /**
   * Creates a writer and computes the layout of the file.
   *
   * @param root the root group; it must not be changed afterwards
   */
  public Hdf5Writer(Hdf5Group root) {
    this.root = root;
    collect(root);
    long address = Blocks.SUPERBLOCK_BYTES;
    for (Hdf5Node node : nodes) {
      long content = Blocks.padded(address + header(node).length);
      addresses.put(node, new NodeAddress(address, content));
      address = Blocks.padded(content + contentBytes(node));
    }
    size = address;
  }

  /** Returns the size of the file in bytes. */
  public long size() {
    return size;
  }

  /**
   * Writes the file. The method may be called several times.
   *
   * @param out the target, which is not closed
   * @throws IOException if writing fails
   */
  public void writeTo(OutputStream out) throws IOException {
    CountingOutput position = new CountingOutput(out);
    position.write(Blocks.superblock(address(root).header(), size));
    for (Hdf5Node node : nodes) {
      position.advance(address(node).header());
      position.write(header(node));
      position.advance(address(node).content());
      if (node instanceof Hdf5Dataset dataset) {
        position.write(dataset.values());
      } else if (node instanceof Hdf5Group group) {
        position.write(Blocks.heap(group.heapTexts()));
      }
    }
    position.advance(size);
  }

  private void collect(Hdf5Node node) {
    nodes.add(node);
    node.children().forEach(this::collect);
  }

  /**
   * Returns a node's object header. Addresses that are not computed yet are 0, which does not
   * change the length of the header.
   */
  private byte[] header(Hdf5Node node) {
    if (node instanceof Hdf5Dataset dataset) {
      return Blocks.header(dataset, address(node).content());
    }
    return Blocks.header(
        (Hdf5Group) node, child -> address(child).header(), address(node).content());
  }

  private NodeAddress address(Hdf5Node node) {
    return addresses.getOrDefault(node, new NodeAddress(0, 0));
  }

  private static long contentBytes(Hdf5Node node) {
    return node instanceof Hdf5Dataset dataset
        ? dataset.bytes()
        : Blocks.heap(((Hdf5Group) node).heapTexts()).length;
  }

  /** An output stream with a count of the bytes written so far. */
  private static final class CountingOutput {
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long written;

    CountingOutput(OutputStream out) {
      this.out = out;
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      written += bytes.length;
    }

    void write(float[] values) throws IOException {
      for (int from = 0; from < values.length; from += BUFFER_BYTES / Float.BYTES) {
        int count = Math.min(BUFFER_BYTES / Float.BYTES, values.length - from);
        Messages.wrap(buffer).asFloatBuffer().put(values, from, count);
        out.write(buffer, 0, count * Float.BYTES);
        written += (long) count * Float.BYTES;
      }
    }

    /** Writes zeros up to an address. */
    void advance(long address) throws IOException {
      write(new byte[Math.toIntExact(address - written)]);
    }
  }
}
