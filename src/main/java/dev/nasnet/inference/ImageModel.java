package dev.nasnet.inference;

import dev.nasnet.bundle.ClassNames;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.image.DecodeOptions;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.decode.ImageReader;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.UnreadableImageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * A SavedModel that predicts batches of images: the probabilities of its classes, the features that
 * its classifier reads, or both. It reads the bundle's signatures and {@code assets/labels.txt}
 * when it is opened, and nothing of the folder afterwards. Any number of threads may use it at the
 * same time. {@link #close} waits for the predictions that are running; later ones throw an {@link
 * IllegalStateException}.
 */
public final class ImageModel implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final SavedModelBundle bundle;
  private final @Nullable OutputSpec probabilities;
  private final @Nullable OutputSpec features;
  private final @Nullable OutputSpec logits;
  private final ModelSignatures.@Nullable Joint joint;
  private final boolean isMultiLabel;
  private final int height;
  private final int width;
  private final List<String> labels;
  private final List<String> classIds;
  private final ImageReader reader;
  private final SharedResource guard;
  private final PredictionMemory memory;
  private final ResizeMode ownResize;

  private ImageModel(
      SavedModelBundle bundle, ModelSignatures signatures, ImageReader reader, String kind) {
    this.bundle = bundle;
    ownResize = ownResize(signatures.version());
    memory = PredictionMemory.of(signatures.version());
    labels = ClassNames.ofBundle(signatures.version());
    classIds = ClassNames.idsOfBundle(signatures.version());
    this.reader = reader;
    guard = new SharedResource(kind);
    probabilities = signatures.probabilities().orElse(null);
    features = signatures.features().orElse(null);
    logits = signatures.logits().orElse(null);
    joint = signatures.joint().orElse(null);
    isMultiLabel = signatures.isMultiLabel();
    OutputSpec any = signatures.any();
    height = any.height();
    width = any.width();
  }

  /**
   * Opens a bundle. Its files may be deleted once this method has returned.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param limit the largest image file that is decoded, in pixels
   * @param threads the numbers of TensorFlow's threads
   * @return the model, which owns native memory
   * @throws InvalidInputException if there is no bundle, or it has no output for images
   * @throws FailureException if the bundle cannot be loaded
   */
  public static ImageModel open(Path model, PixelLimit limit, ThreadConfig threads) {
    return open(model, DecodeOptions.of(limit), threads);
  }

  /**
   * Opens a bundle. Its files may be deleted once this method has returned.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param decoding how image files are decoded
   * @param threads the numbers of TensorFlow's threads
   * @return the model, which owns native memory
   * @throws InvalidInputException if there is no bundle, or it has no output for images
   * @throws FailureException if the bundle cannot be loaded
   */
  public static ImageModel open(Path model, DecodeOptions decoding, ThreadConfig threads) {
    return open(model, decoding, threads, "model");
  }

  /**
   * Opens a bundle as {@link #open(Path, DecodeOptions, ThreadConfig)} does.
   *
   * @param kind the noun by which an error message calls the model once it is closed
   */
  static ImageModel open(Path model, DecodeOptions decoding, ThreadConfig threads, String kind) {
    Path version = Bundle.version(model);
    SavedModelBundle bundle = Bundle.load(version, threads);
    try {
      ModelSignatures signatures = ModelSignatures.of(version, bundle.metaGraphDef());
      OutputSpec any = signatures.any();
      ResizeMode resize = decoding.resize().orElseGet(() -> ownResize(version));
      ImageReader reader = new ImageReader(any.height(), any.width(), resize, decoding.limit());
      return new ImageModel(bundle, signatures, reader, kind);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private static ResizeMode ownResize(Path version) {
    return Provenance.ofBundle(version).map(Provenance::resize).orElse(ResizeMode.STRETCH);
  }

  /**
   * {@return how the bundle's provenance states that images with another aspect ratio are brought
   * to the model's size}
   */
  public ResizeMode ownResize() {
    return ownResize;
  }

  /** {@return the images' height in pixels} */
  public int height() {
    return height;
  }

  /** {@return the images' width in pixels} */
  public int width() {
    return width;
  }

  /** {@return whether the model has a classifier} */
  public boolean classifies() {
    return probabilities != null;
  }

  /** {@return whether an image may have any number of labels, by a sigmoid for each class} */
  public boolean isMultiLabel() {
    return isMultiLabel;
  }

  /** {@return the number of classes; 0 where the model has no classifier} */
  public int classes() {
    return probabilities == null ? 0 : probabilities.columns();
  }

  /** {@return the class names in the order of the output; empty where the bundle has none} */
  public List<String> labels() {
    return labels;
  }

  /** {@return the WordNet ids in the order of the output; empty where the bundle has none} */
  public List<String> classIds() {
    return classIds;
  }

  /**
   * {@return the name of a class, or its index where the bundle has no class names}
   *
   * @param index the index of the class in the model's outputs, from 0
   */
  public String label(int index) {
    return index < labels.size() ? labels.get(index) : Integer.toString(index);
  }

  /**
   * Decodes an image, resizes it to the model's size and scales its values.
   *
   * @param image an encoded image: JPEG, PNG, BMP or GIF
   * @param name the name by which an error message calls the image
   * @return {@code H·W·3} values, −1…1, row by row, RGB
   * @throws InvalidInputException if the image has more pixels than the limit, or is a BMP file
   *     that TensorFlow decodes to other colours
   * @throws UnreadableImageException if the bytes are no image, or a damaged one
   */
  public float[] read(byte[] image, String name) {
    return guard.whileOpen(() -> reader.read(image, name));
  }

  /** Reads an image file, and decodes it as {@link #read(byte[], String)}. */
  float[] read(Path image) {
    return guard.whileOpen(() -> reader.read(image));
  }

  /**
   * Predicts a batch in one run. In a bundle that can be trained, probabilities and features are
   * two calls of the network, so that both together take twice as long as one; a bundle for serving
   * computes both in one call.
   *
   * @param images for each image {@code H·W·3} values, −1…1, row by row, RGB
   * @param withProbabilities whether to compute the classes' probabilities
   * @param withFeatures whether to compute the features
   * @return one row for each image, in the order of the images
   * @throws InvalidInputException if the bundle lacks a requested output, or an image has another
   *     size
   */
  public BatchOutput predict(
      List<float[]> images, boolean withProbabilities, boolean withFeatures) {
    OutputSpec first = withProbabilities ? required(probabilities, "a classifier") : null;
    OutputSpec second = withFeatures ? required(features, "the output features") : null;
    if (joint != null && withProbabilities && withFeatures) {
      first = joint.probabilities();
      second = joint.features();
    }
    List<List<float[]>> found = outputs(images, first, second);
    return new BatchOutput(
        first == null ? List.of() : found.get(0),
        second == null ? List.of() : found.get(found.size() - 1));
  }

  /**
   * Predicts the classes of a batch, with the values that rank them.
   *
   * @param images for each image {@code H·W·3} values, −1…1, row by row, RGB
   * @return one row for each image, in the order of the images
   * @throws InvalidInputException if the bundle has no classifier, or an image has another size
   */
  public ClassScores classScores(List<float[]> images) {
    OutputSpec first = required(probabilities, "a classifier");
    List<List<float[]>> found = outputs(images, first, logits);
    return new ClassScores(found.get(0), found.get(found.size() - 1));
  }

  /** Returns the rows of each requested output, in the order of the outputs. */
  private List<List<float[]>> outputs(List<float[]> images, @Nullable OutputSpec... outputs) {
    List<OutputSpec> wanted = Stream.of(outputs).filter(Objects::nonNull).toList();
    if (images.isEmpty()) {
      // oneDNN's kernels refuse an empty batch.
      return wanted.stream().map(output -> List.<float[]>of()).toList();
    }
    memory.require(images.size());
    int size = height * width * CHANNELS;
    float[] batch = new float[Math.multiplyExact(images.size(), size)];
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i).length != size) {
        throw new InvalidInputException(
            "image (%d values) must have %d × %d × 3 values"
                .formatted(images.get(i).length, height, width));
      }
      System.arraycopy(images.get(i), 0, batch, i * size, size);
    }
    return guard.whileOpen(() -> run(batch, images.size(), wanted));
  }

  /**
   * {@return the most probable classes in descending order; of equal ones the lower index first}
   *
   * @param row the probabilities of one image
   * @param top the largest number of classes that is returned
   */
  public List<Prediction> likeliest(float[] row, int top) {
    return Prediction.likeliest(row, labels, top);
  }

  @Override
  public void close() {
    guard.close(
        () -> {
          reader.close();
          bundle.close();
        });
  }

  private List<List<float[]>> run(float[] batch, int images, List<OutputSpec> wanted) {
    Shape shape = Shape.of(images, height, width, CHANNELS);
    List<List<float[]>> found = new ArrayList<>();
    try (TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(batch))) {
      Session.Runner runner = bundle.session().runner();
      wanted.stream().map(OutputSpec::input).distinct().forEach(name -> runner.feed(name, tensor));
      wanted.forEach(output -> runner.fetch(output.output()));
      try (Result result = runner.run()) {
        for (int i = 0; i < wanted.size(); i++) {
          found.add(wanted.get(i).rows((TFloat32) result.get(i), images));
        }
      }
    }
    return found;
  }

  private static OutputSpec required(@Nullable OutputSpec output, String what) {
    if (output == null) {
      throw new InvalidInputException("model must have %s; export one that has".formatted(what));
    }
    return output;
  }
}
