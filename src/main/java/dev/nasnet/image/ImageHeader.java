package dev.nasnet.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The size that an encoded image claims, read from where TensorFlow's decoders read it.
 *
 * @param width of its largest frame, in pixels
 * @param height of its largest frame, in pixels
 * @param pixels that decoding makes: of all a GIF's frames together
 * @param scans how often a JPEG goes over them; else 1
 */
public record ImageHeader(long width, long height, long pixels, int scans) {
  private static final int PNG_SIZE = 16;
  private static final int BMP_SIZE = 18;

  /**
   * Reads it.
   *
   * @param content a whole JPEG, PNG, BMP or GIF file; nothing of it is decoded
   * @return empty where it is none of these or ends before its size
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

  /** A negative height stands for rows from the top. */
  private static ImageHeader bmp(ByteBuffer bytes) {
    long width = bytes.getInt(BMP_SIZE);
    long height = bytes.getInt(BMP_SIZE + Integer.BYTES);
    return plane(Math.abs(width), Math.abs(height), 1);
  }

  /** One frame; its sides have 32 bits at most, so that their product may pass a long's. */
  static ImageHeader plane(long width, long height, int scans) {
    long pixels = Math.multiplyHigh(width, height) == 0 ? width * height : Long.MAX_VALUE;
    return new ImageHeader(width, height, pixels < 0 ? Long.MAX_VALUE : pixels, scans);
  }
}
