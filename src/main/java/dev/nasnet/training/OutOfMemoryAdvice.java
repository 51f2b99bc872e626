package dev.nasnet.training;

import com.sun.management.OperatingSystemMXBean;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.FailureException;
import dev.nasnet.recipe.Recipe;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** What to say where a step needs more memory than there is: how many images would fit, roughly. */
final class OutOfMemoryAdvice {
  /** Java, TensorFlow and its buffers without any image. */
  private static final long BASE_BYTES = 700L << 20;

  private static final int FLOAT_BYTES = 4;

  /** The values themselves, gradients, sums and up to two slots. */
  private static final int COPIES = 5;

  private OutOfMemoryAdvice() {}

  /** The failure to tell. */
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
      return "a batch of one may not fit either; take a smaller network or --size";
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
   * Images that fit at once: each takes about as much as all layers' outputs, measured at 0.7 to
   * 0.9 of it, since TensorFlow frees some before others are there.
   *
   * @param bytes of memory
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
