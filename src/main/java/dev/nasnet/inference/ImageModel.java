package dev.nasnet.inference;

import dev.nasnet.bundle.ClassNames;
import dev.nasnet.graph.ImageReader;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * A SavedModel that answers batches of images: with the probabilities of its classes, with the
 * features that its classifier reads, or both. Knows the bundle alone: its signatures and its
 * {@code assets/labels.txt}, and nothing of its folder once it is open. Any number of threads may
 * ask it at once. Close it: that waits for the answers under way; who asks after has an {@link
 * IllegalStateException}.
 */
public final class ImageModel implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final SavedModelBundle bundle;
  private final @Nullable OutputSpec probabilities;
  private final @Nullable OutputSpec features;
  private final @Nullable OutputSpec logits;
  private final int height;
  private final int width;
  private final List<String> labels;
  private final ImageReader reader;
  private final SharedResource guard;

  private ImageModel(
      SavedModelBundle bundle,
      ModelSignatures signatures,
      List<String> labels,
      ImageReader reader,
      String kind) {
    this.bundle = bundle;
    this.labels = labels;
    this.reader = reader;
    guard = new SharedResource(kind);
    probabilities = signatures.probabilities().orElse(null);
    features = signatures.features().orElse(null);
    logits = signatures.logits().orElse(null);
    OutputSpec any = signatures.any();
    height = any.height();
    width = any.width();
  }

  /**
   * Opens a bundle. Its files may be deleted as soon as this returns.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param limit how large an image file may be that is decoded
   * @param threads that answer
   * @throws InvalidInputException if there is no bundle, or it takes no images
   * @throws FailureException if it cannot be loaded
   */
  public static ImageModel open(Path model, PixelLimit limit, ThreadConfig threads) {
    return open(model, limit, threads, "model");
  }

  /** As that; {@code kind} is what it is called where it is closed. */
  static ImageModel open(Path model, PixelLimit limit, ThreadConfig threads, String kind) {
    Path version = Bundle.version(model);
    SavedModelBundle bundle = Bundle.load(version, threads);
    try {
      ModelSignatures signatures = ModelSignatures.of(version, bundle.metaGraphDef());
      List<String> labels = ClassNames.ofBundle(version);
      OutputSpec any = signatures.any();
      ImageReader reader = new ImageReader(any.height(), any.width(), limit);
      return new ImageModel(bundle, signatures, labels, reader, kind);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /** The image's height, in pixels. */
  public int height() {
    return height;
  }

  /** The image's width, in pixels. */
  public int width() {
    return width;
  }

  /** Whether it tells classes apart. */
  public boolean classifies() {
    return probabilities != null;
  }

  /** The number of classes; 0 where it tells none apart. */
  public int classes() {
    return probabilities == null ? 0 : probabilities.columns();
  }

  /** The classes' names in the order of the output; empty where the bundle names none. */
  public List<String> labels() {
    return labels;
  }

  /** A class's name, or its index where the bundle names none. */
  public String label(int index) {
    return index < labels.size() ? labels.get(index) : Integer.toString(index);
  }

  /**
   * An encoded image as the network takes it.
   *
   * @param image JPEG, PNG, BMP or GIF
   * @param name what an error calls it
   * @return {@code H·W·3} values, −1…1, row by row, RGB
   * @throws InvalidInputException if it claims more pixels than the limit, or is a BMP file that
   *     TensorFlow decodes to other colours
   * @throws FailureException if it is no image
   */
  public float[] read(byte[] image, String name) {
    return guard.whileOpen(() -> reader.read(image, name));
  }

  /**
   * Answers a batch, all in one run. Probabilities and features are two calls of the network in the
   * bundle: to ask for both takes as long as both.
   *
   * @param images each {@code H·W·3} values, −1…1, row by row, RGB
   * @param withProbabilities whether the classes' probabilities are wanted
   * @param withFeatures whether the features are wanted
   * @throws InvalidInputException if the bundle does not answer what is wanted, or an image has
   *     another size
   */
  public BatchOutput answer(List<float[]> images, boolean withProbabilities, boolean withFeatures) {
    OutputSpec first = withProbabilities ? required(probabilities, "a classifier") : null;
    OutputSpec second = withFeatures ? required(features, "the output features") : null;
    List<List<float[]>> found = answer(images, first, second);
    return new BatchOutput(
        first == null ? List.of() : found.get(0),
        second == null ? List.of() : found.get(found.size() - 1));
  }

  /**
   * As {@link #answer(List, boolean, boolean)}, for the classes alone, with what ranks them.
   *
   * @param images each {@code H·W·3} values, −1…1, row by row, RGB
   * @throws InvalidInputException if the bundle has no classifier, or an image has another size
   */
  public ClassScores classScores(List<float[]> images) {
    OutputSpec first = required(probabilities, "a classifier");
    List<List<float[]>> found = answer(images, first, logits);
    return new ClassScores(found.get(0), found.get(found.size() - 1));
  }

  /** Rows of each output that is wanted, in order. */
  private List<List<float[]>> answer(List<float[]> images, @Nullable OutputSpec... outputs) {
    List<OutputSpec> wanted = Stream.of(outputs).filter(Objects::nonNull).toList();
    if (images.isEmpty()) {
      // oneDNN's kernels take no empty batch.
      return wanted.stream().map(answer -> List.<float[]>of()).toList();
    }
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
   * The likeliest classes, the likeliest first, of the same the one with the lower index.
   *
   * @param row an image's probabilities
   * @param top how many at most
   */
  public List<Prediction> likeliest(float[] row, int top) {
    return IntStream.range(0, row.length)
        .mapToObj(i -> new Prediction(i, label(i), row[i]))
        .sorted(Comparator.comparing(Prediction::probability).reversed())
        .limit(top)
        .toList();
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
      wanted.forEach(answer -> runner.fetch(answer.output()));
      try (Result result = runner.run()) {
        for (int i = 0; i < wanted.size(); i++) {
          found.add(rows((TFloat32) result.get(i), images, wanted.get(i).columns()));
        }
      }
    }
    return found;
  }

  private static List<float[]> rows(TFloat32 tensor, int images, int columns) {
    float[] flat = new float[images * columns];
    tensor.asRawTensor().data().asFloats().read(flat);
    return IntStream.range(0, images)
        .mapToObj(i -> Arrays.copyOfRange(flat, i * columns, (i + 1) * columns))
        .toList();
  }

  private static OutputSpec required(@Nullable OutputSpec answer, String what) {
    if (answer == null) {
      throw new InvalidInputException("model must have %s; export one".formatted(what));
    }
    return answer;
  }
}
