package dev.nasnet.spark;

import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import org.apache.spark.SparkEnv;

/**
 * How an executor scores.
 *
 * @param batch images a run of the network, at least 1
 * @param interOp TensorFlow's threads for layers side by side, 0 for the executor's own choice
 * @param intraOp TensorFlow's threads that share a layer, 0 for the executor's own choice
 * @param maxPixels an image that claims more is not decoded
 */
record ScoreRun(int batch, int interOp, int intraOp, long maxPixels) implements Serializable {
  private static final String CORES = "spark.executor.cores";

  static final ScoreRun USUAL = new ScoreRun(32, 0, 0, PixelLimit.USUAL.pixels());

  ScoreRun {
    if (batch < 1) {
      throw new InvalidInputException(
          "batch (%d) must be at least 1; 32 is usual".formatted(batch));
    }
  }

  ScoreRun withBatch(int images) {
    return new ScoreRun(images, interOp, intraOp, maxPixels);
  }

  ScoreRun withThreads(ThreadConfig threads) {
    return new ScoreRun(batch, threads.interOp(), threads.intraOp(), maxPixels);
  }

  ScoreRun withLimit(PixelLimit limit) {
    return new ScoreRun(batch, interOp, intraOp, limit.pixels());
  }

  PixelLimit limit() {
    return new PixelLimit(maxPixels);
  }

  /**
   * The threads of an executor's session. Several executors may share a machine: where Spark counts
   * the cores of each, TensorFlow takes no more. Elsewhere, and in the driver, it is TensorFlow's
   * own choice.
   */
  ThreadConfig threads() {
    SparkEnv here = SparkEnv.get();
    int cores =
        here == null || here.executorId().equals("driver") ? 0 : here.conf().getInt(CORES, 0);
    return new ThreadConfig(interOp == 0 ? cores : interOp, intraOp == 0 ? cores : intraOp);
  }
}
