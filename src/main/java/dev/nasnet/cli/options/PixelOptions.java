package dev.nasnet.cli.options;

import dev.nasnet.image.PixelLimit;
import picocli.CommandLine.Option;

/** The option that limits the size of images that are decoded; a picocli mixin. */
@HelpSection.In(HelpSection.DATA)
public final class PixelOptions {
  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "100000000",
      description =
          "The largest number of pixels of an image, at least 1. Images with a header that"
              + " claims more are not decoded (default: ${DEFAULT-VALUE}).")
  private long pixels;

  /** Returns the limit that the option sets. */
  public PixelLimit limit() {
    return new PixelLimit(pixels);
  }
}
