package dev.nasnet.internal.hdf5;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Writes an HDF5 file front to back: the same tree gives the same bytes.
 *
 * <p>Superblock and object headers are version 2, links stand in the headers, datasets are
 * contiguous. Parents come before children and each dataset's values right behind its header, so a
 * reader that goes through the tree in order never steps back: tf_keras reads the file inside a zip
 * through a stream in which each step back starts over.
 */
public final class Hdf5Writer {
  private static final int PIECE = 1 << 16;

  private final Hdf5Group root;
  private final List<Hdf5Node> nodes = new ArrayList<>();
  private final IdentityHashMap<Hdf5Node, Place> places = new IdentityHashMap<>();
  private final long size;

  /** Where a node's header stands, and what belongs to it: a group's heap, a dataset's values. */
  private record Place(long header, long content) {}

  /**
   * Lays the file out.
   *
   * @param root what to write; not to be changed from now on
   */
  public Hdf5Writer(Hdf5Group root) {
    this.root = root;
    collect(root);
    long address = Blocks.SUPERBLOCK_BYTES;
    for (Hdf5Node node : nodes) {
      long content = Blocks.padded(address + header(node).length);
      places.put(node, new Place(address, content));
      address = Blocks.padded(content + contentBytes(node));
    }
    size = address;
  }

  /** The file's size in bytes. */
  public long size() {
    return size;
  }

  /**
   * Writes the file; it may be written many times.
   *
   * @param out stays open
   */
  public void writeTo(OutputStream out) throws IOException {
    Position position = new Position(out);
    position.write(Blocks.superblock(place(root).header(), size));
    for (Hdf5Node node : nodes) {
      position.advance(place(node).header());
      position.write(header(node));
      position.advance(place(node).content());
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

  /** A header's length does not depend on the addresses in it: unknown ones count as 0. */
  private byte[] header(Hdf5Node node) {
    if (node instanceof Hdf5Dataset dataset) {
      return Blocks.header(dataset, place(node).content());
    }
    return Blocks.header((Hdf5Group) node, child -> place(child).header(), place(node).content());
  }

  private Place place(Hdf5Node node) {
    return places.getOrDefault(node, new Place(0, 0));
  }

  private static long contentBytes(Hdf5Node node) {
    return node instanceof Hdf5Dataset dataset
        ? dataset.bytes()
        : Blocks.heap(((Hdf5Group) node).heapTexts()).length;
  }

  /** A stream that knows how far it is. */
  private static final class Position {
    private final OutputStream out;
    private final byte[] piece = new byte[PIECE];
    private long written;

    Position(OutputStream out) {
      this.out = out;
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      written += bytes.length;
    }

    void write(float[] values) throws IOException {
      for (int from = 0; from < values.length; from += PIECE / Float.BYTES) {
        int count = Math.min(PIECE / Float.BYTES, values.length - from);
        Messages.wrap(piece).asFloatBuffer().put(values, from, count);
        out.write(piece, 0, count * Float.BYTES);
        written += (long) count * Float.BYTES;
      }
    }

    /** Fills up with zeros. */
    void advance(long address) throws IOException {
      write(new byte[Math.toIntExact(address - written)]);
    }
  }
}
