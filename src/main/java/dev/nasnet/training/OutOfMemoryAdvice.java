package dev.nasnet.training;

import com.sun.management.OperatingSystemMXBean;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.FailureException;
import dev.nasnet.recipe.Recipe;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** The message for a step that ran out of memory, with an estimate of how many images would fit. */
final class OutOfMemoryAdvice {
  /** The memory of Java, TensorFlow and its buffers without any image. */
  private static final long BASE_BYTES = 700L << 20;

  private static final int FLOAT_BYTES = 4;

  /** The copies of each weight: values, gradients, sums and up to two slots. */
  private static final int COPIES = 5;

  private OutOfMemoryAdvice() {}

  /** Returns the failure for the user. */
  static FailureException failure(
      Network network, Recipe recipe, long step, TFResourceExhaustedException problem) {
    String where = problem.getMessage() == null ? "" : problem.getMessage();
    long half = recipe.part() / 2;
    long images = where.contains("GPU") ? half : Math.min(half, images(network, memory()));
    return new FailureException(
        "out of memory at step %d with %d images at once; %s"
            .formatted(step, recipe.part(), cure(recipe, images)),
        problem);
  }

  private static String cure(Recipe recipe, long images) {
    if (images < 1) {
      return "a batch of one may not fit either; use a smaller network or --size";
    }
    long parts =
        LongStream.rangeClosed(1, recipe.batch())
            .filter(count -> recipe.batch() % count == 0 && recipe.batch() / count <= images)
            .findFirst()
            .orElse(recipe.batch());
    return "by estimate %d would fit: give --accumulate %d, or a smaller --batch"
        .formatted(images, parts);
  }

  /**
   * Returns the number of images that can be computed at once. Each needs about the memory of all
   * layers' outputs: measured 0.7 to 0.9 of it, since TensorFlow frees some outputs early.
   *
   * @param bytes the memory
   */
  static long images(Network network, long bytes) {
    long values =
        network.layers().stream()
            .mapToLong(
                layer ->
                    layer.output().dimensions().stream()
                        .mapToLong(Integer::longValue)
                        .reduce(1, Math::multiplyExact))
            .sum();
    long weights = network.parameters() * FLOAT_BYTES * COPIES;
    return Math.max(0, (bytes - BASE_BYTES - weights) / (values * FLOAT_BYTES));
  }

  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
