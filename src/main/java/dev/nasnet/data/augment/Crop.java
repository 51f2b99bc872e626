package dev.nasnet.data.augment;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/** Which part of an image is taken, and brought to the network's size by bilinear resizing. */
public sealed interface Crop extends Serializable {
  /** The whole image. */
  record Whole() implements Crop {}

  /**
   * The middle, as slim evaluates: {@code tf.image.central_crop}.
   *
   * @param share of each side (not of the area), above 0 and to 1
   */
  record Central(double share) implements Crop {
    /**
     * Refuses what is no share.
     *
     * @param share of each side (not of the area), above 0 and to 1
     */
    public Central {
      if (!(share > 0 && share <= 1)) {
        throw new InvalidInputException(
            "eval-crop (%s) must be above 0 and at most 1; 1 is the whole image".formatted(share));
      }
    }
  }

  /**
   * A window of the network's size, with one eighth of it to spare on each side: CIFAR's 4 pixels
   * of padding at 32. Photographs are enlarged instead of padded.
   */
  record Shifted() implements Crop {}

  /**
   * A random box, as slim's {@code inception_preprocessing} draws it: TensorFlow's {@code
   * SampleDistortedBoundingBox} around the whole image, area 5 to 100 %, aspect 0.75 to 1.33 (width
   * over height, uniform), 100 attempts, else the whole. The box must cover a tenth of the whole
   * image too, so that its area is at least 10 % in truth, there as here.
   */
  record Inception() implements Crop {}
}
