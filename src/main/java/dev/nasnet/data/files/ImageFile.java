package dev.nasnet.data.files;

import dev.nasnet.image.ImageFormat;
import dev.nasnet.internal.files.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Image files by their names and, for what the decoder refused, a word on what is wrong with them:
 * the decoder itself gives none. Whether an image is bad is not decided here.
 */
final class ImageFile {
  private static final int HEAD = 8;
  private static final long MOST_BYTES = 1L << 29;

  private ImageFile() {}

  /** Whether the name ends like a JPEG's, PNG's, BMP's or GIF's. */
  static boolean isNamedAsImage(Path file) {
    return ImageFormat.ofName(Folders.name(file)).filter(ImageFormat::isDecoded).isPresent();
  }

  /** What forbids to read a file, or empty if nothing does. */
  static Optional<String> unreadable(Path file) {
    try {
      Optional<String> fault = FileKind.fault(file);
      return fault.isEmpty() && Files.size(file) > MOST_BYTES
          ? Optional.of("has more than %d bytes".formatted(MOST_BYTES))
          : fault;
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    }
  }

  /** What may be wrong with a content that no decoder takes. */
  static String damage(byte[] content) {
    boolean whole;
    if (starts(content, 0xFF, 0xD8, 0xFF)) {
      whole = contains(content, 0xFF, 0xD9);
    } else if (starts(content, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      whole = contains(content, 'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82);
    } else if (starts(content, 'G', 'I', 'F', '8')) {
      whole = contains(content, 0x3B);
    } else if (starts(content, 'B', 'M') && content.length >= HEAD) {
      whole = littleEndian(content, 2) <= content.length;
    } else {
      return "is not a JPEG, PNG, BMP or GIF image";
    }
    return whole ? "cannot be decoded" : "is an image cut short";
  }

  private static boolean starts(byte[] bytes, int... expected) {
    return bytes.length >= expected.length && matches(bytes, 0, expected);
  }

  private static boolean contains(byte[] bytes, int... expected) {
    for (int at = bytes.length - expected.length; at >= 0; at--) {
      if (matches(bytes, at, expected)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] bytes, int at, int... expected) {
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[at + i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static long littleEndian(byte[] bytes, int at) {
    long value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xFF);
    }
    return value;
  }
}
