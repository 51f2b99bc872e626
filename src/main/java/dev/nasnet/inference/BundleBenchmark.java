package dev.nasnet.inference;

import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** Measures the time that a bundle takes for one batch of noise, again and again. */
public final class BundleBenchmark implements AutoCloseable {
  private static final int CHANNELS = 3;
  private static final int SEED = 0;

  private final SavedModelBundle bundle;
  private final TFloat32 batch;
  private final String input;
  private final List<String> outputs;

  private BundleBenchmark(SavedModelBundle bundle, SignatureDef signature, int images) {
    this.bundle = bundle;
    OutputSpec any = OutputSpec.of(signature, signature.getOutputsMap().keySet().iterator().next());
    input = any.input();
    outputs = signature.getOutputsMap().values().stream().map(output -> output.getName()).toList();
    int size = CHANNELS * any.height() * any.width();
    float[] noise = new float[Math.multiplyExact(images, size)];
    Random random = new Random(SEED);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 2 * random.nextFloat() - 1;
    }
    batch =
        TFloat32.tensorOf(
            Shape.of(images, any.height(), any.width(), CHANNELS), DataBuffers.of(noise));
  }

  /**
   * Opens a bundle.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param images the number of images in the batch, at least 1
   * @param threads the numbers of TensorFlow's threads
   * @return the loaded bundle with its batch of noise
   * @throws InvalidInputException if there is no bundle, or its {@code serving_default} takes no
   *     image
   * @throws FailureException if the bundle cannot be loaded
   */
  public static BundleBenchmark open(Path model, int images, ThreadConfig threads) {
    if (images < 1) {
      throw new InvalidInputException("batch (%d) must be at least 1".formatted(images));
    }
    Path version = Bundle.version(model);
    SavedModelBundle bundle = Bundle.load(version, threads);
    try {
      SignatureDef signature =
          bundle.metaGraphDef().getSignatureDefMap().get(SignatureNames.SERVING_DEFAULT);
      if (signature == null || !signature.containsInputs(SignatureNames.IMAGE)) {
        throw new InvalidInputException(
            "model (%s) must have a signature serving_default that takes an image; export one that has"
                .formatted(version));
      }
      return new BundleBenchmark(bundle, signature, images);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /**
   * Runs {@code serving_default} with all its outputs until the caller has enough.
   *
   * @param lap is given the seconds of each run, from the input tensor to the output tensors, and
   *     returns whether another run follows
   * @throws FailureException if the bundle cannot compute the batch
   */
  public void run(DoublePredicate lap) {
    boolean continues = true;
    while (continues) {
      continues = lap.test(seconds());
    }
  }

  private double seconds() {
    long start = System.nanoTime();
    Session.Runner runner = bundle.session().runner().feed(input, batch);
    outputs.forEach(runner::fetch);
    try {
      runner.run().close();
    } catch (TensorFlowException e) {
      throw new FailureException("model cannot predict: " + e.getMessage(), e);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    batch.close();
    bundle.close();
  }
}
