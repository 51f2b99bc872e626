package dev.nasnet.inference;

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

/** A bundle that is asked the same batch of noise again and again, with a watch. Close it. */
public final class BundleBenchmark implements AutoCloseable {
  private static final String IMAGE = "image";
  private static final int SEED = 0;

  private final SavedModelBundle bundle;
  private final TFloat32 batch;
  private final String input;
  private final List<String> outputs;

  private BundleBenchmark(SavedModelBundle bundle, SignatureDef signature, int images) {
    this.bundle = bundle;
    var info = signature.getInputsOrThrow(IMAGE);
    input = info.getName();
    outputs = signature.getOutputsMap().values().stream().map(output -> output.getName()).toList();
    int height = Math.toIntExact(info.getTensorShape().getDim(1).getSize());
    int width = Math.toIntExact(info.getTensorShape().getDim(2).getSize());
    float[] noise = new float[Math.multiplyExact(Math.multiplyExact(images, height), 3 * width)];
    Random random = new Random(SEED);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 2 * random.nextFloat() - 1;
    }
    batch = TFloat32.tensorOf(Shape.of(images, height, width, 3), DataBuffers.of(noise));
  }

  /**
   * Opens a bundle.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @param images of the batch, at least 1
   * @param threads that answer
   * @throws InvalidInputException if there is no bundle, or it takes no images
   * @throws FailureException if it cannot be loaded
   */
  public static BundleBenchmark open(Path model, int images, ThreadConfig threads) {
    if (images < 1) {
      throw new InvalidInputException("batch (%d) must be at least 1".formatted(images));
    }
    Path version = Bundle.version(model);
    SavedModelBundle bundle = Bundle.load(version, threads);
    try {
      SignatureDef signature = bundle.metaGraphDef().getSignatureDefMap().get("serving_default");
      if (signature == null || !signature.containsInputs(IMAGE)) {
        throw new InvalidInputException(
            "model (%s) must have serving_default of an image; export one".formatted(version));
      }
      return new BundleBenchmark(bundle, signature, images);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /**
   * Asks for all that {@code serving_default} answers until it is enough.
   *
   * @param lap whether, after an answer that took so many seconds, from tensor to tensors, another
   *     is wanted
   * @throws FailureException if it does not answer
   */
  public void answer(DoublePredicate lap) {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = lap.test(answer());
    }
  }

  private double answer() {
    long start = System.nanoTime();
    Session.Runner runner = bundle.session().runner().feed(input, batch);
    outputs.forEach(runner::fetch);
    try {
      runner.run().close();
    } catch (TensorFlowException e) {
      throw new FailureException("model does not answer: " + e.getMessage(), e);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    batch.close();
    bundle.close();
  }
}
