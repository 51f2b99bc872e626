package dev.nasnet.internal.files;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Computes the masked CRC-32C of TFRecord files and of TensorFlow's checkpoint indexes. The mask
 * rotates the checksum and adds a constant, because the CRC of data that contains CRCs is a weak
 * check. It is defined in TensorFlow's {@code tsl/lib/hash/crc32c.h}, which follows LevelDB's
 * {@code util/crc32c.h}.
 */
public final class MaskedCrc32c {
  private static final int ROTATION = 15;
  private static final int DELTA = 0xa282ead8;

  private MaskedCrc32c() {}

  /** Returns the masked checksum of all bytes of an array. */
  public static int of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** Returns the masked checksum of a buffer's remaining bytes; its position becomes its limit. */
  public static int of(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), ROTATION) + DELTA;
  }
}
