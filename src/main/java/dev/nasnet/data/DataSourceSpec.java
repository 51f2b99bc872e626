package dev.nasnet.data;

import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A data source as a user names it: what another machine needs to open the same.
 *
 * @param text as {@link DataSource#parse(String)} takes it
 * @param heldOut the share of images to score on, above 0 and at most 1, or null for the source's
 * @param skipBad whether images that cannot be decoded are skipped, not refused
 * @param mostPixels how large an image may be that is decoded
 * @param validation the source of the images to score on, or null for a part of the first source
 * @param test the source of the images that are scored once, after the training; or null
 * @param resize how an image with another aspect ratio is brought to the network's size
 * @param multiLabel how an image has any number of labels; null where each has one
 */
public record DataSourceSpec(
    String text,
    @Nullable Double heldOut,
    boolean skipBad,
    long mostPixels,
    @Nullable String validation,
    @Nullable String test,
    ResizeMode resize,
    @Nullable MultiLabel multiLabel)
    implements Serializable {
  /**
   * A source without validation and test data of other sources.
   *
   * @param text the source, as {@link DataSource#parse(String)} takes it
   * @param heldOut the share of images to score on, above 0 and at most 1, or null for the source's
   * @param skipBad whether images that cannot be decoded are skipped, not refused
   * @param mostPixels the largest number of pixels of an image that is decoded
   */
  public DataSourceSpec(String text, @Nullable Double heldOut, boolean skipBad, long mostPixels) {
    this(text, heldOut, skipBad, mostPixels, null, null, ResizeMode.STRETCH, null);
  }

  /**
   * Checks that one rule chooses what is held out.
   *
   * @param text as {@link DataSource#parse(String)} takes it
   * @param heldOut the share of images to score on, above 0 and at most 1, or null for the source's
   * @param skipBad whether images that cannot be decoded are skipped, not refused
   * @param mostPixels how large an image may be that is decoded
   * @param validation the source of the images to score on, or null for a part of the first source
   * @param test the source of the images that are scored once, after the training
   * @param resize how an image with another aspect ratio is brought to the network's size
   * @param multiLabel how an image has any number of labels, or null
   */
  public DataSourceSpec {
    if (validation != null && heldOut != null) {
      throw new InvalidInputException(
          "heldOut (%s), valData (%s) exclude each other; omit one of them"
              .formatted(heldOut, validation));
    }
  }

  /**
   * {@return these settings with validation and test data of other sources}
   *
   * @param validationText the source of the images to score on, or null for a part of the first
   *     source
   * @param testText the source of the images that are scored once, after the training; or null
   */
  public DataSourceSpec withSplits(@Nullable String validationText, @Nullable String testText) {
    return new DataSourceSpec(
        text, heldOut, skipBad, mostPixels, validationText, testText, resize, multiLabel);
  }

  /**
   * {@return these settings for images that have any number of labels}
   *
   * @param how how an image has them; null for one label each
   */
  public DataSourceSpec withMultiLabel(@Nullable MultiLabel how) {
    return new DataSourceSpec(text, heldOut, skipBad, mostPixels, validation, test, resize, how);
  }

  /**
   * {@return these settings with another way to the network's size}
   *
   * @param other stretch, crop or pad
   */
  public DataSourceSpec withResize(ResizeMode other) {
    return new DataSourceSpec(
        text, heldOut, skipBad, mostPixels, validation, test, other, multiLabel);
  }

  /**
   * Opens it; each image is decoded once, to find the bad ones.
   *
   * @param skipped takes a line for each image that is skipped
   * @param note takes a line on what is not used
   * @return the source
   */
  public DataSource open(Consumer<String> skipped, Consumer<String> note) {
    return open(skipped, note, true);
  }

  /**
   * Opens it where each image was checked elsewhere, or few are read: images are decoded only to
   * find those that are to be skipped.
   *
   * @param skipped takes a line for each image that is skipped
   * @param note takes a line on what is not used
   * @return the source
   */
  public DataSource openUnchecked(Consumer<String> skipped, Consumer<String> note) {
    return open(skipped, note, skipBad);
  }

  private DataSource open(Consumer<String> skipped, Consumer<String> note, boolean decodes) {
    LoadOptions options = options(skipped, note, decodes);
    return validation == null
        ? DataSource.parse(text, options)
        : JoinedSource.of(text, validation, options);
  }

  /**
   * Opens the images that are scored once, after the training: those of {@code test}, or of a
   * folder's own sub-folder {@code test}.
   *
   * @param classNames the class names of the training data
   * @param skipped takes a line for each image that is skipped
   * @param note takes a line on what is not used
   * @return the source, with all images in {@link Split#HELD_OUT}; empty where there are none
   */
  public Optional<DataSource> openTest(
      List<String> classNames, Consumer<String> skipped, Consumer<String> note) {
    return Optional.ofNullable(test)
        .or(() -> SplitFolders.test(text))
        .or(() -> CsvSource.test(text, Optional.ofNullable(multiLabel)))
        .map(
            where ->
                JoinedSource.heldOut(where, options(skipped, note, true), classNames, "testData"));
  }

  private LoadOptions options(Consumer<String> skipped, Consumer<String> note, boolean decodes) {
    OptionalDouble share = heldOut == null ? OptionalDouble.empty() : OptionalDouble.of(heldOut);
    Consumer<String> onBad = skipBad ? skipped : LoadOptions.REFUSE;
    PixelLimit limit = new PixelLimit(mostPixels);
    return new LoadOptions(share, onBad, note, limit, decodes)
        .withResize(resize)
        .withMultiLabel(Optional.ofNullable(multiLabel));
  }
}
