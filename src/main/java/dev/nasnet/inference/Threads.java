package dev.nasnet.inference;

import dev.nasnet.problem.InvalidInputException;
import org.tensorflow.proto.ConfigProto;

/**
 * TensorFlow's threads for a bundle. On two cores {@code new Threads(0, 1)} answers single images a
 * third sooner: layers that wait for no other run side by side, and none waits for threads to share
 * it.
 *
 * @param interOp how many layers may run at once (inter-op), 0 for as many as there are cores
 * @param intraOp how many threads share a layer (intra-op), 0 for as many as there are cores.
 *     TensorFlow has one such pool a process: the first session's count holds for all
 */
public record Threads(int interOp, int intraOp) {
  /** TensorFlow's own choice. */
  public static final Threads TENSORFLOWS = new Threads(0, 0);

  /**
   * Checks.
   *
   * @throws InvalidInputException if a count is negative
   */
  public Threads {
    require("inter-op-threads", interOp);
    require("intra-op-threads", intraOp);
  }

  private static void require(String name, int count) {
    if (count < 0) {
      throw new InvalidInputException(
          "%s (%d) must be at least 0, for as many as there are cores".formatted(name, count));
    }
  }

  ConfigProto config() {
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(interOp)
        .setIntraOpParallelismThreads(intraOp)
        .build();
  }
}
