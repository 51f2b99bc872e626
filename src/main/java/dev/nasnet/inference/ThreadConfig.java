package dev.nasnet.inference;

import dev.nasnet.device.Hardware;
import dev.nasnet.device.ThreadPool;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import org.tensorflow.proto.ConfigProto;

/**
 * The numbers of TensorFlow's threads for a bundle.
 *
 * @param interOp the number of ops that may run at the same time (inter-op), 0…1024; 0 takes the
 *     number of cores
 * @param intraOp the number of threads that share one op (intra-op), 0…1024. With 0 it is one where
 *     the network is small and the machine has at most two cores: independent ops then run side by
 *     side, and a single image takes a third less time. Otherwise 0 takes the number of cores. A
 *     process has one such pool: the first session decides its size for all models
 */
public record ThreadConfig(int interOp, int intraOp) {
  /** The numbers that suit the bundle and the machine. */
  public static final ThreadConfig BEST = new ThreadConfig(0, 0);

  /**
   * Checks the numbers.
   *
   * @param interOp the number of layers that may run at the same time
   * @param intraOp the number of threads that share one layer
   * @throws InvalidInputException if a count is negative or above {@link Hardware#MOST_THREADS}
   */
  public ThreadConfig {
    require("inter-op-threads", interOp, "which takes the number of cores");
    require("intra-op-threads", intraOp, "which suits the network and the machine");
  }

  private static void require(String name, int count, String zero) {
    if (count > Hardware.MOST_THREADS) {
      throw new InvalidInputException(
          "%s (%d) must be at most %d, or 0, %s"
              .formatted(name, count, Hardware.MOST_THREADS, zero));
    }
    if (count < 0) {
      throw new InvalidInputException(
          "%s (%d) must be at least 0, %s".formatted(name, count, zero));
    }
  }

  /** Returns the session's configuration for a bundle, given its version's folder. */
  ConfigProto config(Path version) {
    int best = ThreadPool.intraOpThreads(intraOp);
    boolean apart = best == intraOp || SmallNetwork.isIn(version);
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(interOp)
        .setIntraOpParallelismThreads(apart ? best : intraOp)
        .build();
  }
}
