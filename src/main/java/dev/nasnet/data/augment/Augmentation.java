package dev.nasnet.data.augment;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * How images are varied, in this order: crop, flip, RandAugment, colours, cutout, erasing; then
 * mixup or CutMix mixes a batch.
 *
 * @param crop which part of an image is taken
 * @param flip whether half the images are mirrored left to right, where the source's images allow
 *     it (digits do not)
 * @param color how colours are distorted
 * @param cutout side in pixels of one grey (0) square per image, its centre on a uniformly drawn
 *     pixel, so that the border may cut it off (DeVries and Taylor, 2017: 16 for CIFAR-10); 0 is
 *     none
 * @param erasing the probability that a box of uniform noise covers 2 to 40 % of an image, with an
 *     aspect of 0.3 to 1/0.3, height over width (Zhong et al., 2017, algorithm 1: 0.5); 0 is never
 * @param mixup α of the Beta(α, α) that an image's share in its mixture with the batch's next is
 *     drawn from (Zhang et al., 2017: 0.2 for ImageNet, 1 for CIFAR-10); 0 mixes nothing
 * @param cutMix α of the Beta(α, α) that an image's share is drawn from where a box of it is the
 *     batch's next (Yun et al., arXiv:1905.04899: 1); 0 for none. With mixup, each image is mixed
 *     by one of the two, either as likely as the other
 * @param randAugment the drawn operations on each image
 */
public record Augmentation(
    Crop crop,
    boolean flip,
    ColorDistortion color,
    int cutout,
    double erasing,
    double mixup,
    double cutMix,
    RandAugment randAugment)
    implements Serializable {
  /** Nothing: the whole image. */
  public static final Augmentation NONE =
      new Augmentation(new Crop.Whole(), false, ColorDistortion.NONE, 0, 0, 0);

  /** Shifted and flipped, as CIFAR-10 is trained on. */
  public static final Augmentation SHIFT =
      new Augmentation(new Crop.Shifted(), true, ColorDistortion.NONE, 0, 0, 0);

  /** What slim trains ImageNet networks on. */
  public static final Augmentation INCEPTION =
      new Augmentation(new Crop.Inception(), true, ColorDistortion.FAST, 0, 0, 0);

  /** Below this, Beta's two gammas may both be too small for a number. */
  private static final double LEAST_MIXUP = 0.01;

  /**
   * Checks the values.
   *
   * @param crop which part of an image is taken
   * @param flip whether half the images are mirrored left to right
   * @param color how colours are distorted
   * @param cutout the side in pixels of one grey square for each image; 0 for none
   * @param erasing the probability that a box of uniform noise covers 2 to 40 % of an image, with
   *     an aspect of 0.3 to 1/0.3, height over width
   * @param mixup α of the Beta(α, α) that an image's share in its mixture with the batch's next is
   *     drawn from
   * @param cutMix α of the Beta(α, α) that an image's share is drawn from where a box of it is the
   *     batch's next
   * @param randAugment the drawn operations on each image
   */
  public Augmentation {
    if (cutout < 0) {
      throw new InvalidInputException(
          "cutout (%d) must be at least 0 pixels; 0 is none".formatted(cutout));
    }
    if (!(erasing >= 0 && erasing <= 1)) {
      throw new InvalidInputException(
          "erasing (%s) must be a probability, 0 to 1".formatted(erasing));
    }
    requireAlpha("mixup", mixup);
    requireAlpha("cutmix", cutMix);
  }

  /**
   * Creates an augmentation without CutMix and RandAugment.
   *
   * @param crop which part of an image is taken
   * @param flip whether half the images are mirrored left to right
   * @param color how colours are distorted
   * @param cutout the side in pixels of one grey square for each image; 0 for none
   * @param erasing the probability of random erasing, 0…1
   * @param mixup the α of mixup; 0 for none
   */
  public Augmentation(
      Crop crop, boolean flip, ColorDistortion color, int cutout, double erasing, double mixup) {
    this(crop, flip, color, cutout, erasing, mixup, 0, RandAugment.NONE);
  }

  private static void requireAlpha(String name, double alpha) {
    if (alpha != 0 && !(alpha >= LEAST_MIXUP && Double.isFinite(alpha))) {
      throw new InvalidInputException(
          "%s (%s) must be at least %s, or 0 for none".formatted(name, alpha, LEAST_MIXUP));
    }
  }

  /** {@return whether the images of a batch are mixed} */
  public boolean mixes() {
    return mixup > 0 || cutMix > 0;
  }

  /**
   * How an image is brought to its size to be scored: nothing about it is random.
   *
   * @param share of each side that is looked at, above 0 and to 1
   * @return its middle, or the whole
   */
  public static Augmentation evaluation(double share) {
    return share == 1 ? NONE : NONE.withCrop(new Crop.Central(share));
  }

  /**
   * {@return this augmentation with another crop}
   *
   * @param other the part of an image that is taken
   */
  public Augmentation withCrop(Crop other) {
    return new Augmentation(other, flip, color, cutout, erasing, mixup, cutMix, randAugment);
  }

  /**
   * {@return this augmentation with or without mirrored images}
   *
   * @param other whether half the images are mirrored left to right
   */
  public Augmentation withFlip(boolean other) {
    return new Augmentation(crop, other, color, cutout, erasing, mixup, cutMix, randAugment);
  }

  /**
   * {@return this augmentation with another distortion of colours}
   *
   * @param other how colours are distorted
   */
  public Augmentation withColor(ColorDistortion other) {
    return new Augmentation(crop, flip, other, cutout, erasing, mixup, cutMix, randAugment);
  }

  /**
   * {@return this augmentation with a cutout of another size}
   *
   * @param other the side of the grey square in pixels; 0 for none
   */
  public Augmentation withCutout(int other) {
    return new Augmentation(crop, flip, color, other, erasing, mixup, cutMix, randAugment);
  }

  /**
   * {@return this augmentation with another probability of random erasing}
   *
   * @param other the probability that a box of noise covers a part of an image, 0…1
   */
  public Augmentation withErasing(double other) {
    return new Augmentation(crop, flip, color, cutout, other, mixup, cutMix, randAugment);
  }

  /**
   * {@return this augmentation with another α of mixup}
   *
   * @param other the α of the Beta distribution of the mixing shares; 0 for no mixtures
   */
  public Augmentation withMixup(double other) {
    return new Augmentation(crop, flip, color, cutout, erasing, other, cutMix, randAugment);
  }

  /**
   * {@return this augmentation with another α of CutMix}
   *
   * @param other the α of the Beta distribution of the images' shares; 0 for no boxes
   */
  public Augmentation withCutMix(double other) {
    return new Augmentation(crop, flip, color, cutout, erasing, mixup, other, randAugment);
  }

  /**
   * {@return this augmentation with other drawn operations}
   *
   * @param other the operations
   */
  public Augmentation withRandAugment(RandAugment other) {
    return new Augmentation(crop, flip, color, cutout, erasing, mixup, cutMix, other);
  }
}
