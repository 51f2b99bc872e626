package dev.nasnet.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Describes the size that an encoded image claims to have, read from the bytes from which
 * TensorFlow's decoders read it.
 *
 * @param width the width of the largest frame in pixels
 * @param height the height of the largest frame in pixels
 * @param pixels the number of pixels that decoding produces; for a GIF, the sum over all frames
 * @param scans the number of scans over the pixels in a JPEG; 1 in the other formats
 */
public record ImageHeader(long width, long height, long pixels, int scans) {
  private static final int PNG_SIZE = 16;
  private static final int BMP_SIZE = 18;

  /**
   * Reads the size of an encoded image without decoding it.
   *
   * @param content the content of a JPEG, PNG, BMP or GIF file
   * @return the size, or empty if the content has another format or ends before its size
   */
  public static Optional<ImageHeader> of(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try {
      return switch (content.length < 4 ? 0 : bytes.getInt(0)) {
        case 0x89504E47 -> Optional.of(png(bytes));
        case 0x47494638 -> Optional.of(GifFrames.read(bytes.order(ByteOrder.LITTLE_ENDIAN)));
        default -> jpegOrBmp(bytes);
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ImageHeader> jpegOrBmp(ByteBuffer bytes) {
    int start = bytes.capacity() < 2 ? 0 : Short.toUnsignedInt(bytes.getShort(0));
    return switch (start) {
      case 0xFFD8 -> JpegMarkers.read(bytes);
      case 0x424D -> Optional.of(bmp(bytes.order(ByteOrder.LITTLE_ENDIAN)));
      default -> Optional.empty();
    };
  }

  private static ImageHeader png(ByteBuffer bytes) {
    return plane(
        Integer.toUnsignedLong(bytes.getInt(PNG_SIZE)),
        Integer.toUnsignedLong(bytes.getInt(PNG_SIZE + Integer.BYTES)),
        1);
  }

  /** Reads the size of a BMP; a negative height means that the rows are stored from the top. */
  private static ImageHeader bmp(ByteBuffer bytes) {
    long width = bytes.getInt(BMP_SIZE);
    long height = bytes.getInt(BMP_SIZE + Integer.BYTES);
    return plane(Math.abs(width), Math.abs(height), 1);
  }

  /**
   * Returns the header of an image with one frame. The sides have up to 32 bits, so the product may
   * overflow a long; it is {@link Long#MAX_VALUE} in this case.
   */
  static ImageHeader plane(long width, long height, int scans) {
    long pixels = Math.multiplyHigh(width, height) == 0 ? width * height : Long.MAX_VALUE;
    return new ImageHeader(width, height, pixels < 0 ? Long.MAX_VALUE : pixels, scans);
  }
}
