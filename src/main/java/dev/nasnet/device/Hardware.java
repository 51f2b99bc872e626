package dev.nasnet.device;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * Where and how TensorFlow computes. It decides no figure of a training but by rounding.
 *
 * @param threads of TensorFlow, for an op and for ops side by side; 0 takes all cores, of which one
 *     an op where there are two; 1 makes CPU runs equal bit for bit
 * @param kind of device
 * @param xla whether TensorFlow's XLA compiles clusters of ops
 * @param memoryGrowth whether GPU memory is taken as it is needed, not all at once
 * @param memoryShare the most of a GPU's memory that is taken, above 0 and to 1; 1 is no bound
 * @param recompute whether a training keeps only what stands between the network's cells and
 *     computes their insides again on the way back: less memory, longer steps
 */
public record Hardware(
    int threads,
    DeviceKind kind,
    boolean xla,
    boolean memoryGrowth,
    double memoryShare,
    boolean recompute)
    implements Serializable {
  /** More threads than any machine has cores: TensorFlow makes them all at once. */
  public static final int MOST_THREADS = 1024;

  /** All cores, a GPU where there is one. */
  public static final Hardware STANDARD = threads(0);

  /** Refuses what makes no sense. */
  public Hardware {
    if (threads < 0) {
      throw new InvalidInputException(
          "threads (%d) must be at least 0; 0 takes all cores".formatted(threads));
    }
    if (threads > MOST_THREADS) {
      throw new InvalidInputException(
          "threads (%d) must be at most %d; 0 takes all cores".formatted(threads, MOST_THREADS));
    }
    if (!(memoryShare > 0 && memoryShare <= 1)) {
      throw new InvalidInputException(
          "gpu-memory (%s) must be above 0 and at most 1, a share of a GPU's memory"
              .formatted(memoryShare));
    }
  }

  /** Some threads, and a GPU where there is one. */
  public static Hardware threads(int threads) {
    return new Hardware(threads, DeviceKind.AUTO, false, true, 1, false);
  }
}
