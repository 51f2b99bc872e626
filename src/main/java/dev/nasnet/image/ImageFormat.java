package dev.nasnet.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The formats of image files that are recognized: those that TensorFlow's op decodes, and others
 * that photographs come in, which are refused by name.
 */
public enum ImageFormat {
  /** Decoded. */
  JPEG("a JPEG", true, ".jpg .jpeg"),
  /** Decoded. */
  PNG("a PNG", true, ".png"),
  /** Decoded. */
  BMP("a BMP", true, ".bmp"),
  /** Decoded, the first frame. */
  GIF("a GIF", true, ".gif"),
  /** Refused. */
  WEBP("a WebP", false, ".webp"),
  /** Refused. */
  TIFF("a TIFF", false, ".tif .tiff"),
  /** Refused. */
  HEIC("a HEIC", false, ".heic .heif"),
  /** Refused. */
  AVIF("an AVIF", false, ".avif"),
  /** Refused. */
  JPEG_XL("a JPEG XL", false, ".jxl"),
  /** Refused. */
  JPEG_2000("a JPEG 2000", false, ".jp2 .j2k");

  /** The bytes of an ISO media file that are searched for its brands. */
  private static final int LONGEST_BRANDS = 256;

  private final String title;
  private final boolean decoded;
  private final String suffixes;

  ImageFormat(String title, boolean decoded, String suffixes) {
    this.title = title;
    this.decoded = decoded;
    this.suffixes = suffixes;
  }

  /** {@return the ends of the names of such files, in lower case} */
  private List<String> suffixes() {
    return List.of(suffixes.split(" "));
  }

  /** {@return whether files of this format are decoded} */
  public boolean isDecoded() {
    return decoded;
  }

  /**
   * {@return the format that the end of a file's name stands for, in either case}
   *
   * @param name the name of a file
   */
  public static Optional<ImageFormat> ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .filter(format -> format.suffixes().stream().anyMatch(lower::endsWith))
        .findFirst();
  }

  /**
   * Finds what forbids to decode a content by its first bytes.
   *
   * @param content the content of a file
   * @return the end of a sentence with what to do; empty for formats that are decoded, and for
   *     contents that are no image
   */
  static Optional<String> fault(byte[] content) {
    return ofContent(content).map(ImageFormat::refusal);
  }

  /** {@return that files of this format are not decoded, and the cure, as the end of a sentence} */
  public String refusal() {
    return "is %s file, which is not decoded; convert it, for example by ImageMagick's mogrify -format png *%s"
        .formatted(title, suffixes().get(0));
  }

  /** {@return the format of a content that is not decoded, or empty} */
  private static Optional<ImageFormat> ofContent(byte[] content) {
    if (has(content, 0, "RIFF") && has(content, 8, "WEBP")) {
      return Optional.of(WEBP);
    } else if (isTiff(content)) {
      return Optional.of(TIFF);
    } else if (has(content, 4, "ftyp")) {
      return ofBrands(content);
    } else if (has(content, 0, "\u00ff\n") || has(content, 4, "JXL \r\n\u0087\n")) {
      return Optional.of(JPEG_XL);
    } else if (has(content, 4, "jP  \r\n\u0087\n") || has(content, 0, "\u00ffO\u00ffQ")) {
      return Optional.of(JPEG_2000);
    }
    return Optional.empty();
  }

  /** {@return whether a content is a TIFF or BigTIFF file, of either byte order} */
  private static boolean isTiff(byte[] content) {
    return Stream.of("II*\0", "MM\0*", "II+\0", "MM\0+").anyMatch(mark -> has(content, 0, mark));
  }

  /** {@return the format that an ISO media file's brands name} */
  private static Optional<ImageFormat> ofBrands(byte[] content) {
    int box = Byte.toUnsignedInt(content[2]) << Byte.SIZE | Byte.toUnsignedInt(content[3]);
    int length = Math.min(Math.min(box, LONGEST_BRANDS), content.length);
    String brands = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    if (Stream.of("avif", "avis").anyMatch(brands::contains)) {
      return Optional.of(AVIF);
    }
    return Stream.of("heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1")
            .anyMatch(brands::contains)
        ? Optional.of(HEIC)
        : Optional.empty();
  }

  /** {@return whether a content has these bytes, given as Latin-1 text, at a place} */
  private static boolean has(byte[] content, int at, String mark) {
    byte[] bytes = mark.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      if (at + i >= content.length || content[at + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
