package dev.nasnet.data;

import dev.nasnet.image.PixelLimit;
import dev.nasnet.problem.InvalidInputException;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * How a source is read.
 *
 * @param heldOut the share of images to score on, above 0 and below 1, for a source without a split
 *     of its own; {@link #HELD_OUT} where empty
 * @param onBad told of each image that is not whole, in one line that names the file; if it
 *     returns, that image is left out, else what it throws is thrown
 * @param limit how large an image may be; a larger one is bad, and never decoded
 */
public record LoadOptions(OptionalDouble heldOut, Consumer<String> onBad, PixelLimit limit) {
  /** The share held out where nothing else is said. */
  public static final double HELD_OUT = 0.2;

  /** Throws an {@link InvalidInputException} at the first bad image. */
  public static final Consumer<String> REFUSE =
      fault -> {
        throw new InvalidInputException(fault);
      };

  /** The usual share, and no bad images. */
  public static final LoadOptions STRICT = new LoadOptions(OptionalDouble.empty(), REFUSE);

  /** With the usual limit. */
  public LoadOptions(OptionalDouble heldOut, Consumer<String> onBad) {
    this(heldOut, onBad, PixelLimit.USUAL);
  }

  /** Refuses what is no share. */
  public LoadOptions {
    if (!(heldOut.orElse(HELD_OUT) > 0 && heldOut.orElse(HELD_OUT) < 1)) {
      throw new InvalidInputException(
          "held-out (%s) must be above 0 and below 1".formatted(heldOut.getAsDouble()));
    }
  }

  /** The share, where a source has no split of its own. */
  double share() {
    return heldOut.orElse(HELD_OUT);
  }

  /** Refuses a share for a source that has a split of its own. */
  void requireOwnSplit(String source) {
    if (heldOut.isPresent()) {
      throw new InvalidInputException(
          "held-out (%s) must be left out for %s, which has held-out images of its own"
              .formatted(heldOut.getAsDouble(), source));
    }
  }
}
