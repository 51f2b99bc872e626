package dev.nasnet.cli.options;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how held-out images are looked at; a picocli mixin. */
public final class EvaluationOptions {
  @Option(
      names = "--eval-crop",
      paramLabel = "SHARE",
      description =
          "Score on the middle of held-out images, this share of each side (slim: 0.875 for"
              + " ImageNet); 1 is the whole.")
  private @Nullable Double crop;

  /**
   * Returns the share of height and width that a central crop keeps, or nothing for whole images.
   */
  public OptionalDouble crop() {
    return crop == null ? OptionalDouble.empty() : OptionalDouble.of(crop);
  }
}
