package dev.nasnet.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The orientation that a camera wrote into a JPEG's or PNG's EXIF data: how a viewer turns the
 * stored pixels. It is not applied here, as TensorFlow's decoders and Keras's {@code
 * image_dataset_from_directory} do not apply it.
 *
 * @param value 1 for upright pixels, 2 to 8 for pixels that a viewer mirrors or turns
 */
public record ExifOrientation(int value) {
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;
  private static final int MOST = 8;
  private static final int PNG_HEADER = 8;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  /**
   * Reads the orientation of an encoded image.
   *
   * @param content a JPEG or PNG file, or its beginning
   * @return the orientation, or empty if the content states none that is valid
   */
  public static Optional<ExifOrientation> of(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try {
      Optional<ByteBuffer> exif =
          switch (content.length < Integer.BYTES ? 0 : bytes.getInt(0)) {
            case 0x89504E47 -> ofPng(bytes);
            default -> ofJpeg(bytes);
          };
      return exif.flatMap(ExifOrientation::ofTiff);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@return whether a viewer shows the pixels as they are stored} */
  public boolean isUpright() {
    return value == 1;
  }

  /** {@return the content of the segment APP1 with EXIF data, which stands before the pixels} */
  private static Optional<ByteBuffer> ofJpeg(ByteBuffer bytes) {
    int at = 2;
    if (bytes.capacity() < at || Short.toUnsignedInt(bytes.getShort(0)) != 0xFFD8) {
      return Optional.empty();
    }
    while (Byte.toUnsignedInt(bytes.get(at)) == 0xFF) {
      int code = Byte.toUnsignedInt(bytes.get(at + 1));
      if (code == 0xFF) { // A fill byte.
        at++;
        continue;
      }
      if (code == 0xDA || code == 0xD9) {
        return Optional.empty();
      }
      int length = Short.toUnsignedInt(bytes.getShort(at + 2));
      int start = at + 4;
      if (code == 0xE1
          && length > EXIF.length + 2
          && bytes.slice(start, EXIF.length).equals(ByteBuffer.wrap(EXIF))) {
        int size = Math.min(length - 2, bytes.capacity() - start) - EXIF.length;
        return Optional.of(bytes.slice(start + EXIF.length, size));
      }
      at += 2 + length;
    }
    return Optional.empty();
  }

  /** {@return the content of the chunk eXIf} */
  private static Optional<ByteBuffer> ofPng(ByteBuffer bytes) {
    int at = PNG_HEADER;
    while (at + PNG_HEADER <= bytes.capacity()) {
      int length = bytes.getInt(at);
      if (length < 0 || length > bytes.capacity()) {
        return Optional.empty();
      }
      if (bytes.getInt(at + Integer.BYTES) == 0x65584966) {
        return Optional.of(bytes.slice(at + PNG_HEADER, length));
      }
      // Type, length and checksum have four bytes each.
      at += length + ENTRY;
    }
    return Optional.empty();
  }

  /** Reads the first directory of a TIFF structure. */
  private static Optional<ExifOrientation> ofTiff(ByteBuffer tiff) {
    int order = Short.toUnsignedInt(tiff.getShort(0));
    if (order != 0x4949 && order != 0x4D4D) {
      return Optional.empty();
    }
    tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(Integer.BYTES);
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + ENTRY * i;
      if (Short.toUnsignedInt(tiff.getShort(at)) == TAG && tiff.getShort(at + 2) == SHORT) {
        int value = Short.toUnsignedInt(tiff.getShort(at + PNG_HEADER));
        return value >= 1 && value <= MOST
            ? Optional.of(new ExifOrientation(value))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
