package dev.nasnet.cli.options;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.ColorDistortion;
import dev.nasnet.data.augment.RandAugment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set how training images are varied; a picocli mixin. */
@HelpSection.In(HelpSection.AUGMENTATION)
public final class AugmentOptions {
  private enum Kind {
    NONE,
    SHIFT,
    INCEPTION;

    Augmentation augmentation(Augmentation base) {
      return switch (this) {
        case NONE -> Augmentation.NONE;
        case SHIFT -> Augmentation.SHIFT.withFlip(base.flip());
        case INCEPTION -> Augmentation.INCEPTION;
      };
    }
  }

  @Option(
      names = "--augment",
      paramLabel = "none|shift|inception",
      description = {
        "How training images are cropped, mirrored and recoloured. shift takes a window that is"
            + " shifted by up to an eighth of the image (CIFAR's pad and crop); inception takes"
            + " TF-slim's random box, mirrors half of them and distorts their colours as --color"
            + " fast; none takes the whole image.",
        "Default: the recipe's, shift without --recipe."
      })
  private @Nullable Kind kind;

  @Option(
      names = "--flip",
      negatable = true,
      description = {
        "Mirror half of the training images left to right, or none with --no-flip. The built-in"
            + " digits are never mirrored.",
        "Default: the recipe's, off without --recipe; on with --augment inception, off with"
            + " --augment none."
      })
  private @Nullable Boolean flip;

  @Option(
      names = "--color",
      paramLabel = "none|fast|full",
      description = {
        "How colours are distorted at random: fast changes brightness and saturation, full changes"
            + " hue and contrast too.",
        "Default: as --augment."
      })
  private @Nullable ColorDistortion color;

  @Option(
      names = "--cutout",
      paramLabel = "PX",
      description = {
        "The side in pixels of one grey square that covers a random place of each training image,"
            + " below the image's shorter side; 0 for none.",
        "Default: the recipe's, 0 without --recipe."
      })
  private @Nullable Integer cutout;

  @Option(
      names = "--erasing",
      paramLabel = "P",
      description = {
        "The probability, 0 to 1, that a random box of noise covers 2 to 40 %% of a training"
            + " image.",
        "Default: the recipe's, 0 without --recipe."
      })
  private @Nullable Double erasing;

  @Option(
      names = "--mixup",
      paramLabel = "ALPHA",
      description = {
        "Mix each training image and its label with another of its batch, in a share drawn from"
            + " Beta(ALPHA, ALPHA); ALPHA is at least 0.01, or 0 for none.",
        "Default: the recipe's, 0 without --recipe."
      })
  private @Nullable Double mixup;

  @Option(
      names = "--cutmix",
      paramLabel = "ALPHA",
      description = {
        "Replace a box of each training image by that of another image of its batch, and mix the"
            + " labels by the area, in a share drawn from Beta(ALPHA, ALPHA); ALPHA is at least"
            + " 0.01, or 0 for none. With --mixup, too, each image is mixed by one of the two,"
            + " drawn evenly.",
        "Default: the recipe's, 0 without --recipe."
      })
  private @Nullable Double cutMix;

  @Option(
      names = "--rand-augment",
      paramLabel = "N,M",
      description = {
        "Apply N operations to each training image, 1 to 10, drawn from RandAugment's fourteen"
            + " (shifts, shears, rotation, colours), with the magnitude M, 0 to 30 as in"
            + " torchvision; 0 for none.",
        "Default: the recipe's, 0 without --recipe."
      })
  private @Nullable String randAugment;

  /**
   * Returns the augmentation of these options.
   *
   * @param base the augmentation that provides the values of options that are not given
   */
  public Augmentation over(Augmentation base) {
    Augmentation chosen = kind == null ? base : kind.augmentation(base);
    chosen = flip == null ? chosen : chosen.withFlip(flip);
    chosen = color == null ? chosen : chosen.withColor(color);
    chosen = cutout == null ? chosen : chosen.withCutout(cutout);
    chosen = erasing == null ? chosen : chosen.withErasing(erasing);
    chosen = mixup == null ? chosen : chosen.withMixup(mixup);
    chosen = cutMix == null ? chosen : chosen.withCutMix(cutMix);
    return randAugment == null ? chosen : chosen.withRandAugment(RandAugment.of(randAugment));
  }
}
