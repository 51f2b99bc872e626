package dev.nasnet.cli.options;

import dev.nasnet.data.Augmentation;
import dev.nasnet.data.ColorDistortion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how training images are varied; a picocli mixin. */
public final class AugmentOptions {
  private enum Kind {
    NONE,
    SHIFT,
    INCEPTION;

    Augmentation meaning() {
      return switch (this) {
        case NONE -> Augmentation.NONE;
        case SHIFT -> Augmentation.SHIFT;
        case INCEPTION -> Augmentation.INCEPTION;
      };
    }
  }

  @Option(
      names = "--augment",
      paramLabel = "none|shift|inception",
      description = {
        "shift: a window moved by up to an eighth (CIFAR's pad and crop), flipped; inception:",
        "slim's random box, flipped, colours fast (the recipe's, else shift)."
      })
  private @Nullable Kind kind;

  @Option(
      names = "--flip",
      negatable = true,
      description = "Mirror half the images, or none; digits never are.")
  private @Nullable Boolean flip;

  @Option(
      names = "--color",
      paramLabel = "none|fast|full",
      description = "fast: brightness and saturation; full: hue and contrast too.")
  private @Nullable ColorDistortion color;

  @Option(
      names = "--cutout",
      paramLabel = "PX",
      description = "Side of one grey square an image; 0 is none.")
  private @Nullable Integer cutout;

  @Option(
      names = "--erasing",
      paramLabel = "P",
      description = "Probability of random erasing: a box of noise, 2 to 40 %% of an image.")
  private @Nullable Double erasing;

  @Option(
      names = "--mixup",
      paramLabel = "ALPHA",
      description = "Mix each image and label with another, by Beta(ALPHA, ALPHA); 0 is none.")
  private @Nullable Double mixup;

  /** What was asked for, over a recipe's. */
  public Augmentation over(Augmentation base) {
    Augmentation asked = kind == null ? base : kind.meaning();
    asked = flip == null ? asked : asked.withFlip(flip);
    asked = color == null ? asked : asked.withColor(color);
    asked = cutout == null ? asked : asked.withCutout(cutout);
    asked = erasing == null ? asked : asked.withErasing(erasing);
    return mixup == null ? asked : asked.withMixup(mixup);
  }
}
