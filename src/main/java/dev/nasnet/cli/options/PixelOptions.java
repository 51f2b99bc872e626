package dev.nasnet.cli.options;

import dev.nasnet.image.PixelLimit;
import picocli.CommandLine.Option;

/** How large an image may be that is decoded; a picocli mixin. */
public final class PixelOptions {
  @Option(
      names = PixelLimit.OPTION,
      paramLabel = "N",
      defaultValue = "100000000",
      description = "Decode no image that claims more pixels than this (${DEFAULT-VALUE}).")
  private long most;

  /** The limit that was asked for. */
  public PixelLimit limit() {
    return new PixelLimit(most);
  }
}
