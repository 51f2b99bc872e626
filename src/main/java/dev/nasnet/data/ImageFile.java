package dev.nasnet.data;

import dev.nasnet.image.PixelLimit;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a file is an image that the pipeline can decode, judged by its first and last bytes, the
 * format's signature and the mark that ends a whole file, and by the size that it claims. Far
 * cheaper than decoding, and it finds what goes wrong in practice: other files with an image's
 * name, and downloads cut short.
 */
final class ImageFile {
  private static final int HEAD = 8;
  // Some writers leave bytes after the end mark; look for it this far back.
  private static final int TAIL = 1 << 16;
  private static final long MOST_BYTES = 1L << 29;

  private ImageFile() {}

  /** Whether the name ends like a JPEG's, PNG's, BMP's or GIF's. */
  static boolean isNamedAsImage(Path file) {
    return Folders.name(file).toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|bmp|gif)");
  }

  /** What is wrong with a file, or empty if it looks whole and is not too large. */
  static Optional<String> fault(Path file, PixelLimit limit) {
    try {
      return Files.size(file) > MOST_BYTES
          ? Optional.of("has more than %d bytes".formatted(MOST_BYTES))
          : fault(Files.readAllBytes(file), limit);
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is wrong with a file's content, or empty if it looks whole and is not too large. */
  static Optional<String> fault(byte[] content, PixelLimit limit) {
    return damage(content).or(() -> limit.fault(content));
  }

  private static Optional<String> damage(byte[] content) {
    byte[] head = Arrays.copyOf(content, Math.min(HEAD, content.length));
    int tail = Math.max(0, content.length - TAIL);
    return fault(head, Arrays.copyOfRange(content, tail, content.length), content.length);
  }

  private static Optional<String> fault(byte[] head, byte[] tail, long length) {
    boolean whole;
    if (starts(head, 0xFF, 0xD8, 0xFF)) {
      whole = contains(tail, 0xFF, 0xD9);
    } else if (starts(head, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      whole = contains(tail, 'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82);
    } else if (starts(head, 'G', 'I', 'F', '8')) {
      whole = contains(tail, 0x3B);
    } else if (starts(head, 'B', 'M') && head.length >= 6) {
      whole = littleEndian(head, 2) <= length;
    } else {
      return Optional.of("is not a JPEG, PNG, BMP or GIF image");
    }
    return whole ? Optional.empty() : Optional.of("is an image cut short");
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
