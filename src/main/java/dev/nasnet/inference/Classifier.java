package dev.nasnet.inference;

import dev.nasnet.graph.ImageReader;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * A SavedModel that tells what is in an image. Knows the bundle alone: its signature {@code
 * serving_default} and its {@code assets/labels.txt}. Any number of threads may ask it at once.
 * Close it: that waits for the answers under way; who asks after has an {@link
 * IllegalStateException}.
 */
public final class Classifier implements AutoCloseable {
  private static final String PROBABILITIES = "probabilities";
  private static final int CHANNELS = 3;
  private static final int MOST_BYTES = 1 << 29;

  private final SavedModelBundle bundle;
  private final String input;
  private final String output;
  private final int height;
  private final int width;
  private final int classes;
  private final List<String> labels;
  private final ImageReader reader;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private Classifier(
      SavedModelBundle bundle, SignatureDef signature, List<String> labels, PixelLimit limit) {
    TensorInfo image = signature.getInputsMap().values().iterator().next();
    TensorInfo probabilities = signature.getOutputsOrThrow(PROBABILITIES);
    TensorShapeProto shape = image.getTensorShape();
    this.bundle = bundle;
    this.labels = labels;
    input = image.getName();
    output = probabilities.getName();
    height = Math.toIntExact(shape.getDim(1).getSize());
    width = Math.toIntExact(shape.getDim(2).getSize());
    classes = Math.toIntExact(probabilities.getTensorShape().getDim(1).getSize());
    reader = new ImageReader(height, width, limit);
  }

  /** As {@link #open(Path, PixelLimit, Threads)}, with the usual limit and TensorFlow's threads. */
  public static Classifier open(Path model) {
    return open(model, PixelLimit.USUAL, Threads.TENSORFLOWS);
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
  public static Classifier open(Path model, PixelLimit limit, Threads threads) {
    Path version = Bundle.version(model);
    SavedModelBundle bundle = Bundle.load(version, threads);
    try {
      SignatureDef signature = bundle.metaGraphDef().getSignatureDefMap().get("serving_default");
      if (signature == null || !signature.containsOutputs(PROBABILITIES)) {
        throw new InvalidInputException(
            "model (%s) must have a classifier; export one without --no-top".formatted(version));
      }
      return new Classifier(bundle, signature, labels(version), limit);
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

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /** The classes' names in the order of the output; empty where the bundle names none. */
  public List<String> labels() {
    return labels;
  }

  /**
   * The likeliest classes of an image file (JPEG, PNG, BMP or GIF), the likeliest first.
   *
   * @param top how many, at least 1
   * @throws InvalidInputException if the file cannot be read or claims too many pixels
   * @throws FailureException if it is no image
   */
  public List<Prediction> classify(Path image, int top) {
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
    return whileOpen(() -> run(batch, images.size()));
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        reader.close();
        bundle.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  /** Keeps the natives until the work is done. */
  private <T> T whileOpen(Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the classifier is closed; open the model anew");
      }
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }

  private List<Prediction> classify(byte[] bytes, String name, int top) {
    if (top < 1) {
      throw new InvalidInputException("top (%d) must be at least 1; 5 is usual".formatted(top));
    }
    float[] pixels = whileOpen(() -> reader.read(bytes, name));
    float[] row = probabilities(List.of(pixels))[0];
    return IntStream.range(0, row.length)
        .mapToObj(i -> new Prediction(i, label(i), row[i]))
        .sorted(Comparator.comparing(Prediction::probability).reversed())
        .limit(top)
        .toList();
  }

  private float[][] run(float[] batch, int images) {
    float[] flat = new float[images * classes];
    Shape shape = Shape.of(images, height, width, CHANNELS);
    try (TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(batch));
        Result result = bundle.session().runner().feed(input, tensor).fetch(output).run()) {
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(flat);
    }
    float[][] rows = new float[images][];
    for (int i = 0; i < images; i++) {
      rows[i] = java.util.Arrays.copyOfRange(flat, i * classes, (i + 1) * classes);
    }
    return rows;
  }

  private String label(int index) {
    return index < labels.size() ? labels.get(index) : Integer.toString(index);
  }

  private static List<String> labels(Path version) {
    Path file = version.resolve("assets").resolve("labels.txt");
    try {
      return Files.isRegularFile(file) ? List.copyOf(Files.readAllLines(file)) : List.of();
    } catch (IOException e) {
      throw new FailureException("labels (%s) cannot be read: %s".formatted(file, e), e);
    }
  }
}
