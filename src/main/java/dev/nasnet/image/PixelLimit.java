package dev.nasnet.image;

import dev.nasnet.problem.InvalidInputException;
import java.util.Optional;

/**
 * How large an image may be that is decoded: a file of some kilobytes can claim gigabytes.
 *
 * @param pixels at most, of all frames together
 */
public record PixelLimit(long pixels) {
  /** 100 million pixels: 300 MB as bytes, 1.2 GB as float32. */
  public static final PixelLimit USUAL = new PixelLimit(100_000_000);

  /** What the option of the command line is called. */
  public static final String OPTION = "--max-pixels";

  /** Each scan of a JPEG goes over all pixels, and some bytes make one; cameras' have some ten. */
  private static final int MOST_SCANS = 100;

  /** Refuses a limit under 1 with an {@link InvalidInputException}. */
  public PixelLimit {
    if (pixels < 1) {
      throw new InvalidInputException(
          "max-pixels (%d) must be at least 1; %d is usual".formatted(pixels, 100_000_000));
    }
  }

  /**
   * What forbids to decode an image, as a sentence's end; empty if nothing does.
   *
   * @param content a JPEG, PNG, BMP or GIF file
   */
  public Optional<String> fault(byte[] content) {
    return ImageHeader.of(content).flatMap(this::fault);
  }

  private Optional<String> fault(ImageHeader header) {
    if (header.pixels() > pixels) {
      return Optional.of(
          "claims %d x %d pixels, more than the %d of %s"
              .formatted(header.width(), header.height(), pixels, OPTION));
    }
    return header.scans() > MOST_SCANS
        ? Optional.of("has %d scans, more than %d".formatted(header.scans(), MOST_SCANS))
        : Optional.empty();
  }
}
