package dev.nasnet.spark;

import dev.nasnet.image.DecodeOptions;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * Holds the settings for scoring on an executor.
 *
 * @param batch the number of images in a run of the network, at least 1
 * @param interOp the number of TensorFlow's threads for ops that run in parallel; 0 uses the
 *     executor's cores
 * @param intraOp the number of TensorFlow's threads within an op; 0 uses the executor's cores
 * @param maxPixels the largest number of pixels of an image that is decoded, at least 1
 * @param resize how images are brought to the model's size, or null for the model's own mode
 */
record ScoreRun(int batch, int interOp, int intraOp, long maxPixels, @Nullable ResizeMode resize)
    implements Serializable {
  private static final String CORES = "spark.executor.cores";

  static final ScoreRun DEFAULT = new ScoreRun(32, 0, 0, PixelLimit.USUAL.pixels(), null);

  ScoreRun {
    if (batch < 1) {
      throw new InvalidInputException(
          "batch (%d) must be at least 1; the default is 32".formatted(batch));
    }
  }

  ScoreRun withBatch(int images) {
    return new ScoreRun(images, interOp, intraOp, maxPixels, resize);
  }

  ScoreRun withThreads(ThreadConfig threads) {
    return new ScoreRun(batch, threads.interOp(), threads.intraOp(), maxPixels, resize);
  }

  ScoreRun withLimit(PixelLimit limit) {
    return new ScoreRun(batch, interOp, intraOp, limit.pixels(), resize);
  }

  ScoreRun withResize(ResizeMode other) {
    return new ScoreRun(batch, interOp, intraOp, maxPixels, other);
  }

  DecodeOptions decoding() {
    return new DecodeOptions(new PixelLimit(maxPixels), Optional.ofNullable(resize));
  }

  /**
   * Returns the numbers of threads of an executor's session. Several executors may share a machine,
   * so a number of 0 becomes the number of cores that Spark assigns to the executor. It stays 0,
   * which leaves the choice to TensorFlow, if Spark assigns no number of cores and in the driver.
   */
  ThreadConfig threads() {
    SparkEnv environment = SparkEnv.get();
    int cores =
        environment == null || environment.executorId().equals("driver")
            ? 0
            : environment.conf().getInt(CORES, 0);
    return new ThreadConfig(interOp == 0 ? cores : interOp, intraOp == 0 ? cores : intraOp);
  }
}
