package dev.nasnet.internal.hdf5;

import io.jhdf.Superblock;
import io.jhdf.exceptions.InMemoryHdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A file's bytes as jHDF reads them, with a limit on how much is read in all. Reading takes a view
 * and copies nothing, so a claimed length costs no memory; and whoever goes round in circles, or
 * down a tree whose branches meet again and again, comes to the limit soon.
 */
final class Storage implements HdfBackingStorage {
  /** A sound file is read about once; jHDF reads headers up to four times. */
  private static final int TIMES = 16;

  private static final long ALWAYS_ALLOWED = 8L << 20;
  private static final long LEAST_COST = 64;

  private final ByteBuffer file;
  private final Superblock superblock;
  private long left;

  /**
   * @param file the whole file
   */
  Storage(ByteBuffer file) {
    this.file = file;
    left = TIMES * (long) file.capacity() + ALWAYS_ALLOWED;
    superblock = Superblock.readSuperblock(file.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    long end = superblock.getEndOfFileAddress();
    if (end < 0 || end > size()) {
      throw new Damage(
          "it says that it has %d bytes and has %d: the end is missing".formatted(end, size()));
    }
  }

  /** Takes from what may still be read. */
  void charge(long bytes) {
    left -= Math.max(LEAST_COST, bytes);
    if (bytes < 0 || left < 0) {
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

  /** What there is of it: jHDF asks for more than it takes, at a file's end too. */
  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    charge(length);
    if (address < 0 || address > size()) {
      throw new Damage("it leads to byte %d of %d".formatted(address, size()));
    }
    int found = (int) Math.min(length, size() - address);
    return file.slice((int) address, found).order(ByteOrder.LITTLE_ENDIAN);
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
