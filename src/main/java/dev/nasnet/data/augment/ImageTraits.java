package dev.nasnet.data.augment;

/**
 * What a source's images are like, as far as it decides how they may be varied.
 *
 * @param border where the pixels around a shifted image come from
 * @param mirrors whether a mirror image is of the same class
 */
public record ImageTraits(Border border, boolean mirrors) {
  /** Photographs: the image itself reaches beyond the window, and mirrored it is the same thing. */
  public static final ImageTraits PHOTOGRAPHS = new ImageTraits(Border.ENLARGED, true);

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
