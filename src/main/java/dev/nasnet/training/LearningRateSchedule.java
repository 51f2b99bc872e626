package dev.nasnet.training;

import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.Rollback;
import dev.nasnet.training.graph.StepValues;
import java.io.Serializable;

/**
 * The learning rate of each step of a training: {@link dev.nasnet.recipe.LearningRate} at the
 * step's epoch, times {@link Rollback#FACTOR} for each rollback.
 *
 * @param recipe the hyper-parameters
 * @param stepsPerEpoch the number of steps of an epoch, at least 1
 * @param rollbacks the number of rollbacks so far
 */
public record LearningRateSchedule(Recipe recipe, long stepsPerEpoch, int rollbacks)
    implements Serializable {
  /** {@return the number of steps of the whole training} */
  public long steps() {
    return stepsPerEpoch * recipe.epochs();
  }

  /**
   * {@return the learning rate of a step}
   *
   * @param step the number of steps done before
   */
  public double rate(long step) {
    double epochs = step / (double) stepsPerEpoch;
    return recipe.learningRate().at(epochs, recipe.epochs()) * Math.pow(Rollback.FACTOR, rollbacks);
  }

  /**
   * {@return the values that a step is fed}
   *
   * @param step the number of steps done before
   * @param updates the number of updates of the variables by the optimizer before
   */
  public StepValues values(long step, long updates) {
    return new StepValues(step, updates, rate(step), step / (double) steps());
  }
}
