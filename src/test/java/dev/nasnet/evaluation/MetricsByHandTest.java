package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Figures of few images, which are computed by hand: at the bounds, and where there is nothing. */
class MetricsByHandTest {
  private static final Offset<Double> TOLERANCE = within(1e-7);

  /** The cross-entropy of a probability of 0: −ln 2⁻⁵², as scikit-learn clips it. */
  private static final double IMPOSSIBLE = 52 * Math.log(2);

  /** That of a probability of 1, which is clipped to 1 − 2⁻⁵²: scikit-learn's {@code log_loss}. */
  private static final double CERTAIN = 2.220446049250313e-16;

  @Test
  void anImageWithoutPredictionIsWrong() {
    ClassificationMetrics found = one(2, 0, -1, 0.75f, 0.25f);
    assertThat(found.images()).isEqualTo(1);
    assertThat(found.top1()).isZero();
    assertThat(found.interval()).isEqualTo(new BootstrapInterval(0, 0));
    assertThat(found.confusion().count(0, -1)).isEqualTo(1);
    assertThat(found.calibrationError()).isZero();
    assertThat(found.classes().get(0).recall()).isZero();
    assertThat(found.classes().get(0).precision()).isZero();
    assertThat(found.classes().get(0).f1()).isZero();
  }

  @Test
  void certainPredictions() {
    ClassificationMetrics right = one(2, 0, 0, 1, 0);
    assertThat(right.loss()).isCloseTo(CERTAIN, within(1e-24));
    assertThat(right.brier()).isZero();
    assertThat(right.calibrationError()).isZero();
    ClassificationMetrics wrong = one(2, 1, 0, 1, 0);
    assertThat(wrong.loss()).isCloseTo(IMPOSSIBLE, TOLERANCE);
    assertThat(wrong.brier()).isEqualTo(2);
    assertThat(wrong.calibrationError()).isEqualTo(1);
  }

  /**
   * Confidences of one bin, 0.9 and 0.875, are compared with their accuracy 1/2; 0.5 is in another
   * bin. The error is (|0.9 + 0.875 − 1| + |0.5 − 1|) / 3.
   */
  @Test
  void theCalibrationErrorIsByBins() {
    ClassificationMetrics found =
        ClassificationMetrics.of(
            2,
            new int[] {0, 1, 0},
            new int[] {0, 0, 0},
            List.of(
                new float[] {0.9f, 0.1f}, new float[] {0.875f, 0.125f}, new float[] {0.5f, 0.5f}));
    assertThat(found.calibrationError()).isCloseTo((0.775 + 0.5) / 3, TOLERANCE);
  }

  /** 0.6 and 0.62 are on two sides of 9/15, and 1 is in the last bin with 0.95. */
  @Test
  void aBinEndsAtItsUpperBound() {
    ClassificationMetrics found =
        ClassificationMetrics.of(
            2,
            new int[] {1, 0, 1, 0},
            new int[] {0, 0, 0, 0},
            List.of(
                new float[] {0.59f, 0.41f},
                new float[] {0.62f, 0.38f},
                new float[] {1, 0},
                new float[] {0.95f, 0.05f}));
    assertThat(found.calibrationError()).isCloseTo((0.59 + 0.38 + 0.95) / 4, TOLERANCE);
  }

  /** 0.82, 0.9 and 0.95 are in the last three bins, each right or wrong alone. */
  @Test
  void theLastBinsAreApart() {
    ClassificationMetrics found =
        ClassificationMetrics.of(
            2,
            new int[] {0, 1, 0},
            new int[] {0, 0, 0},
            List.of(
                new float[] {0.82f, 0.18f}, new float[] {0.9f, 0.1f}, new float[] {0.95f, 0.05f}));
    assertThat(found.calibrationError()).isCloseTo((0.18 + 0.9 + 0.05) / 3, TOLERANCE);
  }

  @Test
  void meansSkipClassesThatHaveNoFigure() {
    ClassificationMetrics found =
        ClassificationMetrics.of(
            3,
            new int[] {0, 0, 0, 1},
            new int[] {0, 0, 1, 1},
            List.of(
                new float[] {0.75f, 0.25f, 0},
                new float[] {0.75f, 0.25f, 0},
                new float[] {0.25f, 0.75f, 0},
                new float[] {0, 1, 0}));
    assertThat(found.classes().get(2).rocAuc()).isNaN();
    assertThat(found.macro(ClassFigures::rocAuc)).isEqualTo(1);
    assertThat(found.macro(ClassFigures::recall)).isCloseTo((2 / 3.0 + 1) / 3, TOLERANCE);
    assertThat(found.weighted(ClassFigures::rocAuc)).isEqualTo(1);
    assertThat(found.weighted(ClassFigures::recall)).isCloseTo(0.75, TOLERANCE);
    assertThat(found.weighted(ClassFigures::precision)).isCloseTo((3 + 0.5) / 4, TOLERANCE);
    assertThat(found.macro(of -> Double.NaN)).isNaN();
  }

  @Test
  void labelsWithCertainProbabilities() {
    MultiLabelMetrics found =
        MultiLabelMetrics.of(
            2, List.of(new boolean[] {true, true}), List.of(new float[] {1, 0}), 0.5f);
    assertThat(found.images()).isEqualTo(1);
    assertThat(found.threshold()).isEqualTo(0.5f);
    assertThat(found.loss()).isCloseTo(IMPOSSIBLE / 2, TOLERANCE);
    assertThat(found.hammingLoss()).isEqualTo(0.5);
    assertThat(found.exactMatch()).isZero();
    assertThat(found.micro().recall()).isEqualTo(0.5);
    assertThat(found.micro().precision()).isEqualTo(1);
    assertThat(found.micro().rocAuc()).isNaN();
    assertThat(found.macro(ClassFigures::rocAuc)).isNaN();
    assertThat(found.weighted(ClassFigures::rocAuc)).isZero();
  }

  @Test
  void labelsThatAreAllPredicted() {
    MultiLabelMetrics found =
        MultiLabelMetrics.of(
            2, List.of(new boolean[] {true, true}), List.of(new float[] {1, 1}), 0.5f);
    assertThat(found.loss()).isCloseTo(CERTAIN, within(1e-24));
    assertThat(found.micro().f1()).isEqualTo(1);
    assertThat(found.classes()).extracting(ClassFigures::f1).containsExactly(1.0, 1.0);
    assertThat(found.exactMatch()).isEqualTo(1);
  }

  @Test
  void aProbabilityAtTheThresholdIsAPrediction() {
    MultiLabelMetrics found =
        MultiLabelMetrics.of(
            1,
            List.of(new boolean[] {true}, new boolean[] {true}),
            List.of(new float[] {0.5f}, new float[] {Math.nextDown(0.5f)}),
            0.5f);
    assertThat(found.classes().get(0).recall()).isEqualTo(0.5);
    assertThat(found.exactMatch()).isEqualTo(0.5);
  }

  @Test
  void aClassWithoutImagesDoesNotCount() {
    MultiLabelMetrics found =
        MultiLabelMetrics.of(
            2,
            List.of(new boolean[] {true, false}, new boolean[] {false, false}),
            List.of(new float[] {0.75f, 0.25f}, new float[] {0.25f, 0.75f}),
            0.5f);
    assertThat(found.macro(ClassFigures::averagePrecision)).isEqualTo(1);
    assertThat(found.weighted(ClassFigures::averagePrecision)).isEqualTo(1);
    assertThat(found.macro(ClassFigures::recall)).isEqualTo(0.5);
    assertThat(found.weighted(ClassFigures::recall)).isEqualTo(1);
  }

  private static ClassificationMetrics one(
      int count, int label, int predicted, float... probabilities) {
    return ClassificationMetrics.of(
        count, new int[] {label}, new int[] {predicted}, List.of(probabilities));
  }
}
