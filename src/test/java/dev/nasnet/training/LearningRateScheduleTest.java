package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.weights.NamedArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  @Test
  void eachRollbackHalvesTheRate() {
    assertThat(rate(0)).isCloseTo(0.8, within(1e-12));
    assertThat(rate(1)).isCloseTo(0.4, within(1e-12));
    assertThat(rate(3)).isCloseTo(0.1, within(1e-12));
  }

  /** Nesterov momentum on the mean change of the workers, here of one number. */
  @Test
  void theOuterStepIsNesterovsOnTheMeanChange() {
    float[] velocity = {2};
    float[] updated =
        new OuterStep(0.5, 0.8)
            .update(new NamedArray("w", List.of(1), new float[] {10}), new double[] {11}, velocity);
    // v = 0.8 · 2 + 1; w = 10 + 0.5 · (1 + 0.8 · v).
    assertThat(velocity[0]).isCloseTo(2.6f, within(1e-6f));
    assertThat(updated[0]).isCloseTo(10 + 0.5f * (1 + 0.8f * 2.6f), within(1e-5f));
  }

  private static double rate(int rollbacks) {
    Recipe recipe =
        Recipe.STANDARD.toBuilder().learningRate(new LearningRate.Constant(0.8)).build();
    return new LearningRateSchedule(recipe, 10, rollbacks).rate(5);
  }
}
