package dev.nasnet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a BMP file stores for a pixel. TensorFlow's decoder reads each byte as a shade or a colour,
 * whatever the header says: of a file with a palette it takes the palette's places for grey.
 */
final class BmpColours {
  private static final int INFO_SIZE = 14;
  private static final int BITS = 28;
  private static final int COMPRESSION = 30;
  private static final int COLOURS = 46;
  private static final int INFO_HEADER = 40;
  private static final int MASKS = 54;
  private static final int PIXELS = 10;
  private static final int SHADES = 256;
  private static final int MOST_BITS = 32;
  private static final int BIT_FIELDS = 3;
  private static final int ALPHA_BIT_FIELDS = 6;

  private BmpColours() {}

  /**
   * Finds what TensorFlow would decode to other colours without an error.
   *
   * @param content a whole file
   * @return the end of a sentence, or empty for a BMP that is decoded rightly and for all else
   */
  static Optional<String> fault(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (content.length < MASKS || content[0] != 'B' || content[1] != 'M') {
      return Optional.empty();
    }
    int header = bytes.getInt(INFO_SIZE);
    int bits = Short.toUnsignedInt(bytes.getShort(BITS));
    if (header < INFO_HEADER) {
      return Optional.of("is a BMP file of OS/2's kind, which TensorFlow misreads");
    } else if (bits < Byte.SIZE) {
      return Optional.of(
          "is a BMP file of %d bits a pixel, which TensorFlow does not decode".formatted(bits));
    } else if (!isPlain(bytes, bits)) {
      return Optional.of("is a BMP file with compressed or masked pixels");
    }
    return bits == Byte.SIZE && !hasGreyPalette(bytes, header)
        ? Optional.of(
            "is a BMP file with a palette of colours, and TensorFlow reads its indices as grey")
        : Optional.empty();
  }

  /** Whether the pixels stand as they are: blue, green, red, of 32 bits an alpha after. */
  private static boolean isPlain(ByteBuffer bytes, int bits) {
    int compression = bytes.getInt(COMPRESSION);
    if (compression == 0) {
      return true;
    }
    boolean masked = compression == BIT_FIELDS || compression == ALPHA_BIT_FIELDS;
    return masked
        && bits == MOST_BITS
        && bytes.capacity() >= MASKS + 3 * Integer.BYTES
        && bytes.getInt(MASKS) == 0xFF0000
        && bytes.getInt(MASKS + Integer.BYTES) == 0xFF00
        && bytes.getInt(MASKS + 2 * Integer.BYTES) == 0xFF;
  }

  /** Whether each place of the palette that a pixel names is that shade of grey. */
  private static boolean hasGreyPalette(ByteBuffer bytes, int header) {
    long palette = (long) INFO_SIZE + header;
    int named = bytes.getInt(COLOURS);
    int colours = named <= 0 || named > SHADES ? SHADES : named;
    long pixels = Integer.toUnsignedLong(bytes.getInt(PIXELS));
    if (palette + (long) Integer.BYTES * colours > Math.min(pixels, bytes.capacity())) {
      return false;
    }
    for (int place = 0; place < colours; place++) {
      int grey = place << 16 | place << 8 | place;
      if ((bytes.getInt((int) palette + Integer.BYTES * place) & 0xFFFFFF) != grey) {
        return false;
      }
    }
    return colours == SHADES || hasOnly(bytes, (int) Math.min(pixels, bytes.capacity()), colours);
  }

  /** Whether no pixel, and no byte that fills a row, names a place past a short palette. */
  private static boolean hasOnly(ByteBuffer bytes, int from, int colours) {
    for (int at = from; at < bytes.capacity(); at++) {
      if (Byte.toUnsignedInt(bytes.get(at)) >= colours) {
        return false;
      }
    }
    return true;
  }
}
