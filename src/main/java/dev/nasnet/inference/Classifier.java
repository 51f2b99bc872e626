package dev.nasnet.inference;

import dev.nasnet.image.PixelLimit;
import dev.nasnet.internal.files.FileKind;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A SavedModel that tells what is in an image. Knows the bundle alone: its signature {@code
 * serving_default} and its {@code assets/labels.txt}. Any number of threads may ask it at once.
 * Close it: that waits for the answers under way; who asks after has an {@link
 * IllegalStateException}.
 */
public final class Classifier implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 29;

  private final ImageModel model;

  private Classifier(ImageModel model) {
    this.model = model;
  }

  /**
   * As {@link #open(Path, PixelLimit, ThreadConfig)}, with the usual limit and the best threads.
   */
  public static Classifier open(Path model) {
    return open(model, PixelLimit.USUAL, ThreadConfig.BEST);
  }

  /**
   * Opens a bundle.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param limit how large an image file may be that is decoded
   * @param threads that answer
   * @throws InvalidInputException if there is no bundle, or it has no classifier
   * @throws FailureException if it cannot be loaded
   */
  public static Classifier open(Path model, PixelLimit limit, ThreadConfig threads) {
    ImageModel opened = ImageModel.open(model, limit, threads, "classifier");
    if (!opened.classifies()) {
      opened.close();
      throw new InvalidInputException(
          "model (%s) must have a classifier; export one without --no-top"
              .formatted(Bundle.version(model)));
    }
    return new Classifier(opened);
  }

  /** The image's height, in pixels. */
  public int height() {
    return model.height();
  }

  /** The image's width, in pixels. */
  public int width() {
    return model.width();
  }

  /** The number of classes. */
  public int classes() {
    return model.classes();
  }

  /** The classes' names in the order of the output; empty where the bundle names none. */
  public List<String> labels() {
    return model.labels();
  }

  /**
   * The likeliest classes of an image file (JPEG, PNG, BMP or GIF), the likeliest first.
   *
   * @param top how many, at least 1
   * @throws InvalidInputException if the path is no file that can be read (a pipe or a device is
   *     not opened), or the image claims too many pixels or is a BMP with a palette of colours
   * @throws FailureException if it is no image
   */
  public List<Prediction> classify(Path image, int top) {
    FileKind.fault(image)
        .ifPresent(
            fault -> {
              throw new InvalidInputException(
                  "image (%s) %s; give a JPEG, PNG, BMP or GIF file".formatted(image, fault));
            });
    byte[] bytes;
    try (InputStream stream = Files.newInputStream(image)) {
      bytes = stream.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new InvalidInputException(
          "image (%s) cannot be read; give a JPEG, PNG, BMP or GIF file".formatted(image));
    }
    return classify(bytes, image.toString(), top);
  }

  /** As {@link #classify(Path, int)}, for an encoded image in memory. */
  public List<Prediction> classify(byte[] image, int top) {
    return classify(image, image.length + " bytes", top);
  }

  /**
   * The probabilities of a batch.
   *
   * @param images each {@code H·W·3} values, −1…1, row by row, RGB
   * @return one row an image, one column a class, each row adding up to 1
   */
  public float[][] probabilities(List<float[]> images) {
    return model.answer(images, true, false).probabilities().toArray(float[][]::new);
  }

  /**
   * The probabilities of a batch, with the values that rank the classes.
   *
   * @param images each {@code H·W·3} values, −1…1, row by row, RGB
   * @return one row an image, one column a class
   */
  public ClassScores scores(List<float[]> images) {
    return model.classScores(images);
  }

  @Override
  public void close() {
    model.close();
  }

  private List<Prediction> classify(byte[] bytes, String name, int top) {
    if (top < 1) {
      throw new InvalidInputException("top (%d) must be at least 1; 5 is usual".formatted(top));
    }
    float[] pixels = model.read(bytes, name);
    return model.likeliest(probabilities(List.of(pixels))[0], top);
  }
}
