package dev.nasnet.training;

import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.Rollback;
import java.io.Serializable;

/**
 * How a training's learning rate goes, step by step.
 *
 * @param recipe the training's
 * @param stepsPerEpoch at least 1
 * @param rollbacks so far, each of which halves the rate
 */
public record LearningRateSchedule(Recipe recipe, long stepsPerEpoch, int rollbacks)
    implements Serializable {
  /** The steps of the whole training. */
  public long steps() {
    return stepsPerEpoch * recipe.epochs();
  }

  /**
   * The learning rate.
   *
   * @param step steps done before
   */
  public double rate(long step) {
    double epochs = step / (double) stepsPerEpoch;
    return recipe.learningRate().at(epochs, recipe.epochs()) * Math.pow(Rollback.FACTOR, rollbacks);
  }

  /** What a step is fed, whose optimizer moved the variables so often before. */
  StepInputs.Values values(long step, long updates) {
    return new StepInputs.Values(step, updates, rate(step), step / (double) steps());
  }
}
