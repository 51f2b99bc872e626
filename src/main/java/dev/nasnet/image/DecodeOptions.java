package dev.nasnet.image;

import java.util.Optional;

/**
 * How image files are decoded for a model.
 *
 * @param limit how large an image may be; a larger one is refused before it is decoded
 * @param resize how images are brought to the model's size; empty for the mode that the model's
 *     provenance states
 */
public record DecodeOptions(PixelLimit limit, Optional<ResizeMode> resize) {
  /** The usual limit and the model's own mode. */
  public static final DecodeOptions USUAL = of(PixelLimit.USUAL);

  /**
   * {@return options with a limit and the model's own mode}
   *
   * @param limit the largest number of pixels of an image that is decoded
   */
  public static DecodeOptions of(PixelLimit limit) {
    return new DecodeOptions(limit, Optional.empty());
  }
}
