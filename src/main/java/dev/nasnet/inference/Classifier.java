package dev.nasnet.inference;

import dev.nasnet.image.DecodeOptions;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A SavedModel that classifies images, by its signature {@code serving_default} and its {@code
 * assets/labels.txt}. Any number of threads may use it at the same time. {@link #close} waits for
 * the predictions that are running; later ones throw an {@link IllegalStateException}.
 */
public final class Classifier implements AutoCloseable {
  private final ImageModel model;

  private Classifier(ImageModel model) {
    this.model = model;
  }

  /**
   * Opens a bundle with the usual limit of pixels and the numbers of threads that suit the bundle.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @return the classifier, which owns native memory
   * @throws InvalidInputException if there is no bundle, or it has no classifier
   * @throws FailureException if the bundle cannot be loaded
   */
  public static Classifier open(Path model) {
    return open(model, PixelLimit.USUAL, ThreadConfig.BEST);
  }

  /**
   * Opens a bundle.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param limit the largest image file that is decoded, in pixels
   * @param threads the numbers of TensorFlow's threads
   * @return the classifier, which owns native memory
   * @throws InvalidInputException if there is no bundle, or it has no classifier
   * @throws FailureException if the bundle cannot be loaded
   */
  public static Classifier open(Path model, PixelLimit limit, ThreadConfig threads) {
    return open(model, DecodeOptions.of(limit), threads);
  }

  /**
   * Opens a bundle.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param decoding how image files are decoded
   * @param threads the numbers of TensorFlow's threads
   * @return the classifier, which owns native memory
   * @throws InvalidInputException if there is no bundle, or it has no classifier
   * @throws FailureException if the bundle cannot be loaded
   */
  public static Classifier open(Path model, DecodeOptions decoding, ThreadConfig threads) {
    ImageModel opened = ImageModel.open(model, decoding, threads, "classifier");
    if (!opened.classifies()) {
      opened.close();
      throw new InvalidInputException(
          "model (%s) must have a classifier; export a network without `noTop`"
              .formatted(Bundle.version(model)));
    }
    return new Classifier(opened);
  }

  /**
   * {@return how the bundle's provenance states that images with another aspect ratio are brought
   * to the model's size}
   */
  public ResizeMode ownResize() {
    return model.ownResize();
  }

  /** {@return the images' height in pixels} */
  public int height() {
    return model.height();
  }

  /** {@return the images' width in pixels} */
  public int width() {
    return model.width();
  }

  /** {@return the number of classes} */
  public int classes() {
    return model.classes();
  }

  /**
   * {@return whether an image may have any number of labels, since the bundle states a sigmoid
   * head; otherwise the probabilities of an image sum to 1}
   */
  public boolean isMultiLabel() {
    return model.isMultiLabel();
  }

  /** {@return the class names in the order of the output; empty where the bundle has none} */
  public List<String> labels() {
    return model.labels();
  }

  /**
   * {@return the WordNet ids of the classes in the order of the output; empty where the bundle has
   * none}
   */
  public List<String> classIds() {
    return model.classIds();
  }

  /**
   * Classifies an image file.
   *
   * @param image a JPEG, PNG, BMP or GIF file
   * @param top the largest number of classes that is returned, at least 1
   * @return the most probable classes in descending order
   * @throws InvalidInputException if the path is no file that can be read (pipes and devices are
   *     not opened), or the image has too many pixels or is a BMP with a palette of colours
   * @throws UnreadableImageException if the file is no image, or a damaged one
   */
  public List<Prediction> classify(Path image, int top) {
    requirePositive(top);
    return classify(model.read(image), top);
  }

  /**
   * Predicts the labels of an image file with a bundle of a sigmoid head.
   *
   * @param image a JPEG, PNG, BMP or GIF file
   * @param threshold the least probability of a label, above 0 and below 1, such as 0.5
   * @return all classes with at least this probability, in descending order; there may be none
   * @throws InvalidInputException if the bundle states no sigmoid head, so that its classes exclude
   *     each other, or as {@link #classify(Path, int)}
   * @throws UnreadableImageException if the file is no image, or a damaged one
   */
  public List<Prediction> predictLabels(Path image, double threshold) {
    requireMultiLabel(threshold);
    return Prediction.above(
        probabilities(List.of(model.read(image)))[0], labels(), (float) threshold);
  }

  /**
   * Predicts the labels of an encoded image in memory with a bundle of a sigmoid head, as {@link
   * #predictLabels(Path, double)}.
   *
   * @param image the bytes of a JPEG, PNG, BMP or GIF file
   * @param threshold the least probability of a label, above 0 and below 1, such as 0.5
   * @return all classes with at least this probability, in descending order; there may be none
   */
  public List<Prediction> predictLabels(byte[] image, double threshold) {
    requireMultiLabel(threshold);
    float[] pixels = model.read(image, image.length + " bytes");
    return Prediction.above(probabilities(List.of(pixels))[0], labels(), (float) threshold);
  }

  /**
   * Classifies an encoded image in memory.
   *
   * @param image the bytes of a JPEG, PNG, BMP or GIF file
   * @param top the largest number of classes that is returned, at least 1
   * @return the most probable classes in descending order
   * @throws InvalidInputException if the image has too many pixels or is a BMP with a palette of
   *     colours
   * @throws UnreadableImageException if the bytes are no image, or a damaged one
   */
  public List<Prediction> classify(byte[] image, int top) {
    return classify(image, image.length + " bytes", top);
  }

  /**
   * Classifies an image that is already decoded, such as one from {@link javax.imageio.ImageIO}. An
   * alpha channel is ignored, as it is where a PNG file has one.
   *
   * @param image an image of any size and type; its colours are taken as sRGB
   * @param top the largest number of classes that is returned, at least 1
   * @return the most probable classes in descending order
   * @throws InvalidInputException if the image has too many pixels
   */
  public List<Prediction> classify(BufferedImage image, int top) {
    String name = "%d × %d pixels".formatted(image.getHeight(), image.getWidth());
    return classify(BitmapFile.of(image), name, top);
  }

  /**
   * Classifies a batch of encoded images in one run.
   *
   * @param images the bytes of JPEG, PNG, BMP or GIF files
   * @param top the largest number of classes that is returned for each image, at least 1
   * @return for each image the most probable classes in descending order
   * @throws UnreadableImageException if the bytes of an image cannot be decoded; its message has
   *     the image's index
   * @throws InvalidInputException if an image has too many pixels or is a BMP with a palette of
   *     colours
   */
  public List<List<Prediction>> classify(List<byte[]> images, int top) {
    requirePositive(top);
    List<float[]> pixels = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      pixels.add(model.read(images.get(i), "index " + i));
    }
    return Stream.of(probabilities(pixels)).map(row -> model.likeliest(row, top)).toList();
  }

  /**
   * Predicts the probabilities of a batch.
   *
   * @param images for each image {@code H·W·3} values, −1…1, row by row, RGB
   * @return one row for each image, one column for each class
   * @throws InvalidInputException if an image has another size
   */
  public float[][] probabilities(List<float[]> images) {
    return model.predict(images, true, false).probabilities().toArray(float[][]::new);
  }

  /**
   * Predicts the probabilities of a batch, with the values that rank the classes.
   *
   * @param images for each image {@code H·W·3} values, −1…1, row by row, RGB
   * @return one row for each image, one column for each class
   * @throws InvalidInputException if an image has another size
   */
  public ClassScores scores(List<float[]> images) {
    return model.classScores(images);
  }

  @Override
  public void close() {
    model.close();
  }

  private void requireMultiLabel(double threshold) {
    if (!isMultiLabel()) {
      throw new InvalidInputException(
          ("threshold (%s) needs a model with a sigmoid head, since the classes of this one exclude"
                  + " each other; give the number of likeliest classes instead")
              .formatted(threshold));
    }
  }

  private List<Prediction> classify(byte[] bytes, String name, int top) {
    requirePositive(top);
    return classify(model.read(bytes, name), top);
  }

  private List<Prediction> classify(float[] pixels, int top) {
    return model.likeliest(probabilities(List.of(pixels))[0], top);
  }

  private static void requirePositive(int top) {
    if (top < 1) {
      throw new InvalidInputException("top (%d) must be at least 1; 5 is usual".formatted(top));
    }
  }
}
