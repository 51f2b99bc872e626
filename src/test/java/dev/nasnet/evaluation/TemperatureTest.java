package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void temperaturesAreFiniteAndAboveZero(double value) {
    assertThatThrownBy(() -> new Temperature(value))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("temperature (%s) must be a finite number above 0".formatted(value));
    assertThat(new Temperature(Double.MIN_VALUE).value()).isPositive();
  }

  /**
   * With the logits z and 0, and a share p of the images in the first class, the cross-entropy is
   * least where the sigmoid of z / T is p.
   */
  @ParameterizedTest
  @CsvSource({"1, 3", "2, 3", "7, 3", "40, 3", "1, 2", "0.0625, 3"})
  void twoClassesHaveAKnownTemperature(float logit, int right) {
    int[] labels = new int[right + 1];
    labels[right / 2] = 1;
    List<float[]> logits = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      logits.add(new float[] {logit + 5, 5});
    }
    double share = right / (right + 1.0);
    double expected = logit / Math.log(share / (1 - share));
    assertThat(Temperature.fit(labels, logits).value())
        .isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void noOtherTemperatureHasALowerCrossEntropy() {
    Random random = new Random(5);
    int[] labels = random.ints(60, 0, 4).toArray();
    List<float[]> logits = new ArrayList<>();
    for (int label : labels) {
      float[] row = new float[4];
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) (6 * random.nextGaussian() + (i == label ? 4 : 0));
      }
      logits.add(row);
    }
    double best = Temperature.fit(labels, logits).value();
    double least = loss(best, labels, logits);
    for (double factor : new double[] {0.1, 0.5, 0.99, 0.9999, 1.0001, 1.01, 2, 10}) {
      assertThat(loss(best * factor, labels, logits)).as("× %s", factor).isGreaterThan(least);
    }
  }

  /** At the temperature 0.01 the probability of the other class is e⁻¹⁰, e⁻¹⁰⁰ and 0 in float64. */
  @ParameterizedTest
  @ValueSource(floats = {0.1f, 1, 20})
  void imagesThatAreAllRightHaveNoTemperature(float margin) {
    List<float[]> logits = List.of(new float[] {1 + margin, 1}, new float[] {1, 1 + margin});
    assertThatThrownBy(() -> Temperature.fit(new int[] {0, 1}, logits))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "calibration has no minimum: the loss falls down to the temperature 0.01, since"
                + " (nearly) all of 2 images are classified correctly;");
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 2})
  void imagesThatAreRightByChanceHaveNoTemperature(float logit) {
    List<float[]> logits = List.of(new float[] {logit, 1}, new float[] {logit, 1});
    assertThatThrownBy(() -> Temperature.fit(new int[] {0, 1}, logits))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "calibration has no minimum: the loss falls up to the temperature 100.0, since"
                + " the predictions of 2 images are no better than chance;");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
  void logitsAreFinite(float logit) {
    assertThatThrownBy(
            () ->
                Temperature.fit(
                    new int[] {0, 1}, List.of(new float[] {2, 1}, new float[] {1, logit})))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "logit (%s of image 1) must be finite to calibrate; train the model again"
                .formatted(logit));
  }

  @Test
  void probabilitiesAreTheSoftmaxOfTheDividedLogits() {
    float[] found = new Temperature(2).probabilities(new float[] {3, 1, -1});
    double sum = Math.exp(1.5) + Math.exp(0.5) + Math.exp(-0.5);
    assertThat(found[0]).isEqualTo((float) (Math.exp(1.5) / sum), within(1e-7f));
    assertThat(found[1]).isEqualTo((float) (Math.exp(0.5) / sum), within(1e-7f));
    assertThat(found[2]).isEqualTo((float) (Math.exp(-0.5) / sum), within(1e-7f));
    // Their exponentials are beyond float64.
    assertThat(new Temperature(1).probabilities(new float[] {5000, 5000}))
        .containsExactly(0.5f, 0.5f);
    assertThat(new Temperature(1).probabilities(new float[] {-5000, -5000}))
        .containsExactly(0.5f, 0.5f);
  }

  private static double loss(double temperature, int[] labels, List<float[]> logits) {
    return IntStream.range(0, labels.length)
        .mapToDouble(
            image -> {
              double sum = 0;
              for (float logit : logits.get(image)) {
                sum += Math.exp(logit / temperature);
              }
              return Math.log(sum) - logits.get(image)[labels[image]] / temperature;
            })
        .sum();
  }
}
