package dev.nasnet.device;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * Holds the settings for where and how TensorFlow computes. The settings change the results of a
 * training only by rounding.
 *
 * @param threads the number of TensorFlow's threads, both within an op and for ops that run in
 *     parallel; at least 0. The value 0 uses all cores (on a machine with at most two cores, with
 *     one thread within an op); with the value 1, runs on a CPU are equal bit for bit
 * @param kind the kind of device
 * @param xla whether TensorFlow's XLA compiles clusters of ops
 * @param memoryGrowth whether GPU memory is allocated as needed instead of all at once
 * @param memoryShare the largest share of a GPU's memory that is allocated, above 0 and at most 1;
 *     1 sets no limit
 * @param recompute whether a training keeps only the outputs of the network's cells and computes
 *     their inner activations again in the backward pass (gradient checkpointing), which needs less
 *     memory and more time
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

  /** The default settings: all cores, and a GPU if there is one. */
  public static final Hardware STANDARD = threads(0);

  /**
   * Checks the settings.
   *
   * @param threads the number of TensorFlow's threads, both within an op and for ops that run in
   *     parallel
   * @param kind the kind of device
   * @param xla whether TensorFlow's XLA compiles clusters of ops
   * @param memoryGrowth whether GPU memory is allocated as needed instead of all at once
   * @param memoryShare the largest share of a GPU's memory that is allocated, above 0 and at most 1
   * @param recompute whether a training keeps only the outputs of the network's cells and computes
   *     their inner activations again in the backward pass
   * @throws InvalidInputException if {@code threads} or {@code memoryShare} is out of range
   */
  public Hardware {
    if (threads < 0) {
      throw new InvalidInputException(
          "threads (%d) must be at least 0; 0 uses all cores".formatted(threads));
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

  /**
   * {@return the default settings with the given number of threads}
   *
   * @param threads the number of threads, at least 0; 0 uses all cores
   * @throws InvalidInputException if the number is negative
   */
  public static Hardware threads(int threads) {
    return new Hardware(threads, DeviceKind.AUTO, false, true, 1, false);
  }
}
