package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.device.Hardware;
import dev.nasnet.device.MachineMemory;
import dev.nasnet.problem.FailureException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.graph.TrainingMemory;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** The message for a step that ran out of memory, with an estimate of how many images would fit. */
final class OutOfMemoryAdvice {
  private OutOfMemoryAdvice() {}

  /** Returns the failure for the user. */
  static FailureException failure(
      Network network, Recipe recipe, long step, TFResourceExhaustedException problem) {
    String where = problem.getMessage() == null ? "" : problem.getMessage();
    TrainingMemory memory = TrainingMemory.of(network, recipe, Hardware.STANDARD);
    // What is free now is more than what was free in the step, which did not get enough.
    long half = memory.estimate().bytes(recipe.microBatch() / 2);
    long bytes =
        where.contains("GPU") ? half : Math.min(half, MachineMemory.ofThisProcess().bytes());
    return new FailureException(
        "out of memory at step %d with %d images at once; %s"
            .formatted(step, recipe.microBatch(), memory.advice(bytes)),
        problem);
  }

  /**
   * Returns the number of images that can be computed at once.
   *
   * @param bytes the memory
   */
  static long images(Network network, long bytes) {
    return TrainingMemory.of(network, Recipe.STANDARD, Hardware.STANDARD).estimate().images(bytes);
  }
}
