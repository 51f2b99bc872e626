package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.graph.TrainableVariables;
import java.util.List;

/**
 * Consecutive epochs in which the same variables are trained.
 *
 * @param firstEpoch the first epoch, from 0
 * @param endEpoch the epoch after the last one
 * @param variables the trained variables
 */
public record TrainingPhase(int firstEpoch, int endEpoch, TrainableVariables variables) {
  /**
   * Returns the phases of a training in their order: two if layers are unfrozen, else one.
   *
   * @throws InvalidInputException if a layer is unknown, or a phase has nothing to train
   */
  static List<TrainingPhase> of(Network network, Recipe recipe) {
    FineTuning tuning = recipe.tuning();
    int change = tuning.unfreezeAfter();
    return change == 0
        ? List.of(phase(network, tuning, 0, recipe.epochs()))
        : List.of(
            phase(network, tuning, 0, change), phase(network, tuning, change, recipe.epochs()));
  }

  private static TrainingPhase phase(Network network, FineTuning tuning, int first, int end) {
    return new TrainingPhase(first, end, new TrainableVariables(network, tuning, first));
  }
}
