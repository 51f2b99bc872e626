package dev.nasnet.data;

import dev.nasnet.data.files.HoldoutRule;
import dev.nasnet.data.files.ImageCheck;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * How a source is read.
 *
 * @param heldOut the share of images to score on, above 0 and at most 1 (all of them, with none
 *     left to train on), for a source without a split of its own; {@link #HELD_OUT} where empty
 * @param onBad takes a line for each bad image, which names the file; if it returns, that image is
 *     skipped, else what it throws is thrown
 * @param onNote takes a line on what is not used
 * @param limit how large an image may be; a larger one is bad, and never decoded
 * @param decodes whether each image is decoded once, on all cores, to find the bad ones; else those
 *     that cannot be decoded end the pipeline that meets them
 * @param trainsAll whether no image is held out, since other data is scored
 * @param classes the class names of the training data, which the source must use; empty for its own
 * @param resize how an image with another aspect ratio is brought to the network's size
 * @param multiLabel how an image has any number of labels; empty where each has one
 */
public record LoadOptions(
    OptionalDouble heldOut,
    Consumer<String> onBad,
    Consumer<String> onNote,
    PixelLimit limit,
    boolean decodes,
    boolean trainsAll,
    List<String> classes,
    ResizeMode resize,
    Optional<MultiLabel> multiLabel) {
  /** The share held out where nothing else is said. */
  public static final double HELD_OUT = 0.2;

  /** Throws an {@link InvalidInputException} at the first bad image. */
  public static final Consumer<String> REFUSE =
      fault -> {
        throw new InvalidInputException(fault);
      };

  /** The usual share, and no bad images. */
  public static final LoadOptions STRICT = new LoadOptions(OptionalDouble.empty(), REFUSE);

  /**
   * With the usual limit; every image is decoded, and what is not used is not mentioned.
   *
   * @param heldOut the share of images to score on; {@link #HELD_OUT} where empty
   * @param onBad receives a line for each bad image; what it throws is thrown, else the image is
   *     skipped
   */
  public LoadOptions(OptionalDouble heldOut, Consumer<String> onBad) {
    this(heldOut, onBad, note -> {}, PixelLimit.USUAL, true);
  }

  /**
   * All images are of one source, which has its own classes.
   *
   * @param heldOut the share of images to score on; {@link #HELD_OUT} where empty
   * @param onBad receives a line for each bad image; what it throws is thrown, else the image is
   *     skipped
   * @param onNote receives a line on what is not used
   * @param limit the largest number of pixels of an image that is decoded
   * @param decodes whether each image is decoded once to find the bad ones
   */
  public LoadOptions(
      OptionalDouble heldOut,
      Consumer<String> onBad,
      Consumer<String> onNote,
      PixelLimit limit,
      boolean decodes) {
    this(
        heldOut,
        onBad,
        onNote,
        limit,
        decodes,
        false,
        List.of(),
        ResizeMode.STRETCH,
        Optional.empty());
  }

  /**
   * {@return these options with another way to the network's size}
   *
   * @param other stretch, crop or pad
   */
  public LoadOptions withResize(ResizeMode other) {
    return new LoadOptions(
        heldOut, onBad, onNote, limit, decodes, trainsAll, classes, other, multiLabel);
  }

  /**
   * {@return options by which an image has one label, or any number of them}
   *
   * @param how how an image has any number of labels; empty where each has one
   */
  public LoadOptions withMultiLabel(Optional<MultiLabel> how) {
    return new LoadOptions(heldOut, onBad, onNote, limit, decodes, trainsAll, classes, resize, how);
  }

  /** Returns options by which every image is trained on. */
  LoadOptions trainingOnly() {
    return new LoadOptions(
        OptionalDouble.empty(), onBad, onNote, limit, decodes, true, classes, resize, multiLabel);
  }

  /**
   * Returns options by which every image is held out.
   *
   * @param names the class names of the training data
   */
  LoadOptions heldOutOnly(List<String> names) {
    return new LoadOptions(
        OptionalDouble.of(1), onBad, onNote, limit, decodes, false, names, resize, multiLabel);
  }

  /**
   * Refuses what is no share.
   *
   * @param heldOut the share of images to score on, above 0 and at most 1
   * @param onBad takes a line for each bad image
   * @param onNote takes a line on what is not used
   * @param limit how large an image may be
   * @param decodes whether each image is decoded once, on all cores, to find the bad ones
   * @param trainsAll whether no image is held out
   * @param classes the class names of the training data
   * @param resize how an image with another aspect ratio is brought to the network's size
   * @param multiLabel how an image has any number of labels
   */
  public LoadOptions {
    classes = List.copyOf(classes);
    if (!(heldOut.orElse(HELD_OUT) > 0 && heldOut.orElse(HELD_OUT) <= 1)) {
      throw new InvalidInputException(
          "held-out (%s) must be above 0 and at most 1".formatted(heldOut.getAsDouble()));
    }
  }

  /** Whether bad images are skipped. */
  boolean skips() {
    return onBad != REFUSE;
  }

  /**
   * Returns the check that finds bad images.
   *
   * @param cure what to do with a bad image
   */
  ImageCheck check(String cure) {
    return new ImageCheck(limit, decodes, cure);
  }

  /**
   * Notes how many of the checked images have an EXIF orientation, which is not applied.
   *
   * @param data the data source, as a user names it
   */
  void noteTurned(String data, ImageCheck check) {
    check.turned().ifPresent(line -> onNote.accept("data (%s) %s".formatted(data, line)));
  }

  /** The rule that chooses what is held out, where a source has no split of its own. */
  HoldoutRule holdout() {
    return new HoldoutRule(trainsAll ? 0 : heldOut.orElse(HELD_OUT));
  }

  /** Refuses a share for a source that has a split of its own. */
  void requireOwnSplit(String source) {
    if (trainsAll || !classes.isEmpty()) {
      throw new InvalidInputException(
          "%s has held-out images of its own; omit `valData` and `testData`".formatted(source));
    }
    if (heldOut.isPresent()) {
      throw new InvalidInputException(
          "held-out (%s) must be omitted for %s, which has held-out images of its own"
              .formatted(heldOut.getAsDouble(), source));
    }
  }
}
