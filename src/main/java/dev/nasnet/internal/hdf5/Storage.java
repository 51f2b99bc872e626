package dev.nasnet.internal.hdf5;

import io.jhdf.Superblock;
import io.jhdf.exceptions.InMemoryHdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.function.Supplier;

/**
 * Provides a file's bytes to jHDF, with a limit on the total number of bytes that are read. A read
 * returns a view and copies nothing, so that a false length costs no memory. The limit ends reading
 * that follows a cycle, or a tree with branches that meet again many times.
 */
final class Storage implements HdfBackingStorage {
  /**
   * The limit as a multiple of the file's size. An undamaged file is read about once; jHDF reads
   * headers up to four times.
   */
  private static final int MAX_READS = 16;

  private static final long BASE_BYTES = 8L << 20;
  private static final long MIN_CHARGE = 64;

  private final ByteBuffer file;
  private final Superblock superblock;
  private long remaining;
  private boolean showsOpaqueAsText;

  /**
   * Reads the superblock.
   *
   * @param file the content of the whole file
   */
  Storage(ByteBuffer file) {
    this.file = file;
    remaining = MAX_READS * (long) file.capacity() + BASE_BYTES;
    superblock = Superblock.readSuperblock(file.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    long end = superblock.getEndOfFileAddress();
    if (end < 0 || end > size()) {
      throw new Damage(
          "its superblock gives a size of %d bytes, and the file has %d: the end is missing"
              .formatted(end, size()));
    }
  }

  /** Subtracts a read from the number of bytes that may still be read. */
  void charge(long bytes) {
    remaining -= Math.max(MIN_CHARGE, bytes);
    if (bytes < 0 || remaining < 0) {
      throw new Damage("it claims more than a file of %d bytes can hold".formatted(size()));
    }
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    return map(address, length);
  }

  @Override
  public ByteBuffer map(long address, long length) {
    return mapNoOffset(Math.addExact(address, superblock.getBaseAddressByte()), length);
  }

  /**
   * Returns the requested bytes, or fewer at the end of the file: jHDF requests more bytes than it
   * uses.
   */
  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    charge(length);
    if (address < 0 || address > size()) {
      throw new Damage("it refers to byte %d of %d".formatted(address, size()));
    }
    int found = (int) Math.min(length, size() - address);
    ByteBuffer bytes = file.slice((int) address, found).order(ByteOrder.LITTLE_ENDIAN);
    return showsOpaqueAsText ? OpaquePairs.asText(bytes) : bytes;
  }

  /** Runs a reading of headers in which the types of {@link OpaquePairs} are shown as text. */
  <T> T showingOpaqueAsText(Supplier<T> reading) {
    showsOpaqueAsText = true;
    try {
      return reading.get();
    } finally {
      showsOpaqueAsText = false;
    }
  }

  @Override
  public long getUserBlockSize() {
    return superblock.getBaseAddressByte();
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  @Override
  public FileChannel getFileChannel() {
    throw new InMemoryHdfException();
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public void close() {}

  @Override
  public long size() {
    return file.capacity();
  }

  @Override
  public boolean inMemory() {
    return true;
  }
}
