package dev.nasnet.image;

import dev.nasnet.problem.InvalidInputException;
import java.util.Optional;

/**
 * Limits the size of the images that are decoded, since a file of a few kilobytes can describe an
 * image of gigabytes.
 *
 * @param pixels the largest number of pixels in all frames of an image, at least 1
 */
public record PixelLimit(long pixels) {
  /** The default limit of 100 million pixels, which take 300 MB as bytes and 1.2 GB as float32. */
  public static final PixelLimit USUAL = new PixelLimit(100_000_000);

  /**
   * The largest number of scans in a JPEG. Each scan visits all pixels and takes only a few bytes
   * in the file; the JPEGs of cameras have about ten.
   */
  private static final int MAX_SCANS = 100;

  /**
   * Checks the limit.
   *
   * @param pixels the largest number of pixels in all frames of an image, at least 1
   * @throws InvalidInputException if it is below 1
   */
  public PixelLimit {
    if (pixels < 1) {
      throw new InvalidInputException(
          "maxPixels (%d) must be at least 1; the default is %d".formatted(pixels, 100_000_000));
    }
  }

  /**
   * {@return the reason why an image exceeds the limit, as a predicate such as {@code claims 20000
   * x 20000 pixels, ...}; empty if the image may be decoded}
   *
   * @param content the content of a JPEG, PNG, BMP or GIF file
   */
  public Optional<String> fault(byte[] content) {
    return ImageHeader.of(content).flatMap(this::fault);
  }

  private Optional<String> fault(ImageHeader header) {
    if (header.pixels() > pixels) {
      return Optional.of(
          "claims %d x %d pixels, more than the limit of %d (`maxPixels`)"
              .formatted(header.width(), header.height(), pixels));
    }
    return header.scans() > MAX_SCANS
        ? Optional.of("has %d scans, more than %d".formatted(header.scans(), MAX_SCANS))
        : Optional.empty();
  }
}
