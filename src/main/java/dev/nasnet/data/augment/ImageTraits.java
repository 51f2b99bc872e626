package dev.nasnet.data.augment;

import dev.nasnet.image.ResizeMode;

/**
 * What a source's images are like, as far as it decides how they may be varied.
 *
 * @param border where the pixels around a shifted image come from
 * @param mirrors whether a mirror image is of the same class
 * @param resize how an image with another aspect ratio is brought to the network's size
 */
public record ImageTraits(Border border, boolean mirrors, ResizeMode resize) {
  /** Photographs: the image itself reaches beyond the window, and mirrored it is the same thing. */
  public static final ImageTraits PHOTOGRAPHS = new ImageTraits(Border.ENLARGED, true);

  /**
   * Creates traits of images that are stretched to the network's size.
   *
   * @param border where the pixels around a shifted image come from
   * @param mirrors whether a mirror image is of the same class
   */
  public ImageTraits(Border border, boolean mirrors) {
    this(border, mirrors, ResizeMode.STRETCH);
  }

  /**
   * {@return these traits with another way to the network's size}
   *
   * @param other stretch, crop or pad
   */
  public ImageTraits with(ResizeMode other) {
    return new ImageTraits(border, mirrors, other);
  }

  /** Where the pixels around the window come from. */
  public enum Border {
    /** Padding with black (−1), the paper around the digits. */
    BLACK,
    /** Padding with mid-grey (0), as CIFAR training does. */
    GREY,
    /** The image itself, resized larger than the window. */
    ENLARGED
  }
}
