package dev.nasnet.inference;

import dev.nasnet.device.Hardware;
import dev.nasnet.device.ThreadPool;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import org.tensorflow.proto.ConfigProto;

/**
 * TensorFlow's threads for a bundle.
 *
 * @param interOp how many layers may run at once (inter-op), 0 for as many as there are cores
 * @param intraOp how many threads share a layer (intra-op), 0 for what is best here: one where the
 *     network is small and the machine has two cores or fewer, so that layers that wait for no
 *     other run side by side and none waits for threads to share it (single images a third sooner);
 *     else as many as there are cores. TensorFlow has one such pool a process: the first session's
 *     count holds for all, other models' sessions too
 */
public record ThreadConfig(int interOp, int intraOp) {
  /** What is best here. */
  public static final ThreadConfig BEST = new ThreadConfig(0, 0);

  /**
   * Checks.
   *
   * @throws InvalidInputException if a count is negative or above {@link Hardware#MOST_THREADS}
   */
  public ThreadConfig {
    require("inter-op-threads", interOp, "for as many as there are cores");
    require("intra-op-threads", intraOp, "for what is best here");
  }

  private static void require(String name, int count, String zero) {
    if (count > Hardware.MOST_THREADS) {
      throw new InvalidInputException(
          "%s (%d) must be at most %d, or 0 %s"
              .formatted(name, count, Hardware.MOST_THREADS, zero));
    }
    if (count < 0) {
      throw new InvalidInputException(
          "%s (%d) must be at least 0, %s".formatted(name, count, zero));
    }
  }

  /**
   * For a session.
   *
   * @param version the bundle's folder
   */
  ConfigProto config(Path version) {
    int best = ThreadPool.intraOpThreads(intraOp);
    boolean apart = best == intraOp || SmallNetwork.isIn(version);
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(interOp)
        .setIntraOpParallelismThreads(apart ? best : intraOp)
        .build();
  }
}
