package dev.nasnet.fuzz;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Makes checksums right again, so that a lie is met behind them. Each leaves what it cannot. */
final class Seals {
  private static final int MASK = 0xa282ead8;

  private Seals() {}

  /** Each chunk's CRC-32. */
  static byte[] png(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = 8;
    while (at + 12 <= file.length) {
      long length = Integer.toUnsignedLong(bytes.getInt(at));
      if (at + 12 + length > file.length) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, (int) length + 4);
      bytes.putInt((int) (at + 8 + length), (int) crc.getValue());
      at += (int) length + 12;
    }
    return file;
  }

  /** The masked CRC-32C of a checkpoint index's first block, of so many bytes. */
  static byte[] table(byte[] file, int size) {
    if (size + 5 <= file.length) {
      CRC32C crc = new CRC32C();
      crc.update(file, 0, size + 1);
      int sum = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(size + 1, sum);
    }
    return file;
  }

  /** How long the first block of a sound index is: its checksum follows the compression byte. */
  static int tableSize(byte[] file) {
    for (int size = 1; size < file.length - 5; size++) {
      if (file[size] == 0 && Arrays.equals(file, table(file.clone(), size))) {
        return size;
      }
    }
    throw new AssertionError("no block");
  }

  /** The checksums of a version 2 superblock and of object headers whose size has four bytes. */
  static byte[] hdf5(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length >= 48 && file[8] == 2) {
      seal(bytes, 0, 44);
    }
    byte[] name = "OHDR".getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + 14 < file.length; at++) {
      if (Arrays.equals(file, at, at + 4, name, 0, 4) && (file[at + 5] & 3) == 2) {
        long length = 10L + Integer.toUnsignedLong(bytes.getInt(at + 6));
        if (at + length + 4 <= file.length) {
          seal(bytes, at, (int) length);
        }
      }
    }
    return file;
  }

  private static void seal(ByteBuffer bytes, int at, int length) {
    byte[] block = Arrays.copyOfRange(bytes.array(), at, at + length);
    bytes.putInt(at + length, JenkinsLookup3HashLittle.hash(block));
  }
}
