package dev.nasnet.cli.options;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that sets how held-out images are cropped; a picocli mixin. */
@HelpSection.In(HelpSection.DATA)
public final class EvaluationOptions {
  @Option(
      names = "--eval-crop",
      paramLabel = "SHARE",
      description = {
        "Score the middle of each held-out image: the share of its height and width that is kept,"
            + " above 0 and at most 1. TF-slim uses 0.875 for ImageNet.",
        "Default: the recipe's, 1 (the whole image) without --recipe."
      })
  private @Nullable Double crop;

  /**
   * Returns the share of height and width that a central crop keeps, or nothing for whole images.
   */
  public OptionalDouble crop() {
    return crop == null ? OptionalDouble.empty() : OptionalDouble.of(crop);
  }
}
