package dev.nasnet.data.tfrecord;

import dev.nasnet.internal.files.MaskedCrc32c;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** How a whole TFRecord file is compressed, as {@code tf.io.TFRecordOptions} names it. */
public enum TfRecordCompression {
  /** The records are stored as they are. */
  NONE(""),
  /** The file is a GZIP stream. */
  GZIP("GZIP"),
  /** The file is a ZLIB stream. */
  ZLIB("ZLIB");

  /** The first bytes of a file that tell: a record's length and that length's checksum. */
  static final int HEAD = 12;

  private static final int DEFLATE = 8;
  private static final int HEADER_CHECK = 31;

  private final String op;

  TfRecordCompression(String op) {
    this.op = op;
  }

  /** {@return the name of the compression in TensorFlow's ops} */
  public String op() {
    return op;
  }

  /**
   * The compression of a file. A length with a right checksum begins no compressed file.
   *
   * @param head its first bytes, {@link #HEAD} of them where there are so many
   */
  static TfRecordCompression of(byte[] head) {
    if (head.length < HEAD || isLength(head)) {
      return NONE;
    }
    int first = Byte.toUnsignedInt(head[0]);
    int both = first << Byte.SIZE | Byte.toUnsignedInt(head[1]);
    if (both == 0x1F8B) {
      return GZIP;
    }
    return (first & 0xF) == DEFLATE && both % HEADER_CHECK == 0 ? ZLIB : NONE;
  }

  private static boolean isLength(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.getInt(Long.BYTES) == MaskedCrc32c.of(Arrays.copyOf(head, Long.BYTES));
  }

  /** The records' bytes. */
  InputStream expanded(InputStream stream) throws IOException {
    return switch (this) {
      case NONE -> stream;
      case GZIP -> new GZIPInputStream(stream, 1 << 16);
      case ZLIB -> new InflaterInputStream(stream);
    };
  }
}
