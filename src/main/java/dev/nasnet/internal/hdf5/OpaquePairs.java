package dev.nasnet.internal.hdf5;

import io.jhdf.ObjectHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the headers of datasets of two opaque bytes without a tag, as h5py writes bfloat16. jHDF
 * searches for the end of the tag and fails. A second attempt shows it the type as text of the same
 * size, which has no further members.
 */
final class OpaquePairs {
  /** A datatype message of version 1: its kind, 3, and its size of 8 bytes, both in two bytes. */
  private static final int MESSAGE = 0x0008_0003;

  private static final int MESSAGE_HEADER = 8;
  private static final int OPAQUE = 0x15;
  private static final byte TEXT = 0x13;

  private final Storage storage;
  private final Set<Long> found = new HashSet<>();

  OpaquePairs(Storage storage) {
    this.storage = storage;
  }

  /** Reads an object's header. */
  ObjectHeader header(long address) {
    try {
      return ObjectHeader.readObjectHeader(storage, address);
    } catch (Damage e) {
      throw e;
    } catch (RuntimeException e) {
      ObjectHeader header =
          storage.showingOpaqueAsText(() -> ObjectHeader.readObjectHeader(storage, address));
      found.add(address);
      return header;
    }
  }

  /** Returns whether the dataset at an address has such a type; its header has been read. */
  boolean contains(long address) {
    return found.contains(address);
  }

  /** Returns a copy of a header's bytes with each such type as text; the bytes if there is none. */
  static ByteBuffer asText(ByteBuffer bytes) {
    ByteBuffer shown = bytes;
    boolean isCopy = false;
    for (int at = 0; at + MESSAGE_HEADER + Long.BYTES <= bytes.limit(); at += Integer.BYTES) {
      boolean isPair =
          bytes.getInt(at) == MESSAGE
              && bytes.getInt(at + MESSAGE_HEADER) == OPAQUE
              && bytes.getInt(at + MESSAGE_HEADER + Integer.BYTES) == Short.BYTES;
      if (isPair) {
        shown = isCopy ? shown : copy(bytes);
        isCopy = true;
        shown.put(at + MESSAGE_HEADER, TEXT);
      }
    }
    return shown;
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
    copy.put(bytes.duplicate().rewind());
    return copy.rewind();
  }
}
