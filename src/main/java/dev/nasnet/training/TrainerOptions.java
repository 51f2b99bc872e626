package dev.nasnet.training;

import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.Rollback;

/**
 * The settings of a {@link Trainer} that do not belong to its recipe.
 *
 * @param engines opens the engines that train
 * @param mostRollbacks how often a training with a loss or gradient that is not finite may return
 *     to its newest checkpoint, and continue with {@link Rollback#FACTOR} of the learning rate; 0
 *     to stop instead
 * @param saveInterval the number of results of the engine after which a checkpoint is written
 *     within an epoch; 0 for checkpoints only at the end of an epoch
 */
public record TrainerOptions(EngineFactory engines, int mostRollbacks, int saveInterval) {
  /**
   * Checks the numbers.
   *
   * @param engines opens the engines that train
   * @param mostRollbacks how often a training with a loss or gradient that is not finite may return
   *     to its newest checkpoint, and continue with {@link Rollback#FACTOR} of the learning rate
   * @param saveInterval the number of results of the engine after which a checkpoint is written
   *     within an epoch
   * @throws InvalidInputException if one is negative
   */
  public TrainerOptions {
    if (mostRollbacks < 0) {
      throw new InvalidInputException("rollbacks (%d) must be at least 0".formatted(mostRollbacks));
    }
    if (saveInterval < 0) {
      throw new InvalidInputException(
          "save-rounds (%d) must be at least 0".formatted(saveInterval));
    }
  }

  /**
   * {@return options for training in this process, without rollbacks}
   *
   * @param hardware the devices and threads
   */
  public static TrainerOptions on(Hardware hardware) {
    return new TrainerOptions(EngineFactory.on(hardware), 0, 0);
  }

  /**
   * {@return these options with another number of rollbacks}
   *
   * @param most how often a training may return to its newest checkpoint; 0 to stop instead
   */
  public TrainerOptions withRollbacks(int most) {
    return new TrainerOptions(engines, most, saveInterval);
  }
}
