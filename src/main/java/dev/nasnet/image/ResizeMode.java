package dev.nasnet.image;

import dev.nasnet.problem.InvalidInputException;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How an image with another aspect ratio than the network's is brought to the network's size.
 * Resizing itself is bilinear with half-pixel centres and without antialiasing in each mode.
 */
public enum ResizeMode {
  /** The whole image; the aspect ratio changes. */
  STRETCH,

  /**
   * The largest box in the middle of the image that has the network's aspect ratio, as in Keras's
   * {@code image_dataset_from_directory(crop_to_aspect_ratio=True)}; the rest is cut off.
   */
  CROP,

  /**
   * The whole image with its aspect ratio, in the middle of black borders, as in Keras's {@code
   * image_dataset_from_directory(pad_to_aspect_ratio=True)}, which is {@code
   * tf.image.resize_with_pad}.
   */
  PAD;

  /** {@return the word of the option and in files: {@code stretch}, {@code crop} or {@code pad}} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the mode of a word}
   *
   * @param word {@code stretch}, {@code crop} or {@code pad}
   * @throws InvalidInputException if no mode has this word
   */
  public static ResizeMode of(String word) {
    return Stream.of(values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "resize (%s) must be stretch, crop or pad".formatted(word)));
  }
}
