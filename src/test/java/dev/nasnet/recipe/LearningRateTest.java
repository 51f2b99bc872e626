package dev.nasnet.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.problem.InvalidInputException;
import org.junit.jupiter.api.Test;

class LearningRateTest {
  private static final LearningRate COSINE = new LearningRate.Cosine(0.8);

  @Test
  void aCosineFallsFromItsRateToNothing() {
    assertThat(COSINE.at(0, 10)).isEqualTo(0.8);
    assertThat(COSINE.at(5, 10)).isEqualTo(0.4, within(1e-12));
    assertThat(COSINE.at(10, 10)).isEqualTo(0, within(1e-12));
    assertThat(COSINE.at(11, 10)).isEqualTo(0, within(1e-12));
  }

  @Test
  void aStaircaseStepsDownAtWholeStairs() {
    LearningRate slim = new LearningRate.Staircase(1.5, 0.97, 2.4);
    assertThat(slim.at(2.39, 100)).isEqualTo(1.5);
    assertThat(slim.at(2.41, 100)).isEqualTo(1.5 * 0.97, within(1e-12));
    assertThat(slim.at(24.01, 100)).isEqualTo(1.5 * Math.pow(0.97, 10), within(1e-12));
  }

  @Test
  void aWarmUpRisesToTheOtherRate() {
    LearningRate warm = new LearningRate.WarmUp(new LearningRate.Constant(0.2), 4);
    assertThat(warm.at(0, 10)).isZero();
    assertThat(warm.at(1, 10)).isEqualTo(0.05, within(1e-12));
    assertThat(warm.at(9, 10)).isEqualTo(0.2);
  }

  @Test
  void ratesThatAreNoRatesAreRefused() {
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LearningRate.Cosine(rate))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("lr (" + rate + ") must be");
      assertThatThrownBy(() -> new LearningRate.WarmUp(COSINE, rate))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> new LearningRate.Staircase(1, 0.9, rate))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void amountsThatAreNoNumbersAreRefused() {
    refused(recipe().l2(Double.NaN));
    refused(recipe().labelSmoothing(Double.NaN));
    refused(recipe().labelSmoothing(1));
    refused(recipe().clipNorm(-1));
  }

  private static RecipeBuilder recipe() {
    return Recipe.STANDARD.toBuilder();
  }

  private static void refused(RecipeBuilder recipe) {
    assertThatThrownBy(recipe::build).isInstanceOf(InvalidInputException.class);
  }
}
