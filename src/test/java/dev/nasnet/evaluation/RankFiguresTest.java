package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares with the definitions: pairs of images, and thresholds one after the other. */
class RankFiguresTest {
  private static final double TOLERANCE = 1e-12;

  @Test
  void figuresFollowTheDefinitionsEvenWithEqualScores() {
    Random random = new Random(3);
    for (int trial = 0; trial < 200; trial++) {
      int images = 2 + random.nextInt(12);
      double[] scores = random.doubles(images).map(of -> Math.rint(of * 6) / 6).toArray();
      boolean[] has = new boolean[images];
      for (int i = 0; i < images; i++) {
        has[i] = i == 0 || (i > 1 && random.nextBoolean());
      }
      RankFigures found = new RankFigures(scores, has);
      assertThat(found.rocAuc()).isCloseTo(rocAuc(scores, has), within(TOLERANCE));
      assertThat(found.averagePrecision())
          .isCloseTo(averagePrecision(scores, has), within(TOLERANCE));
    }
  }

  @Test
  void aPerfectOrderAndItsReverse() {
    double[] scores = {0.9, 0.8, 0.2, 0.1};
    RankFigures perfect = new RankFigures(scores, new boolean[] {true, true, false, false});
    assertThat(perfect.rocAuc()).isEqualTo(1);
    assertThat(perfect.averagePrecision()).isEqualTo(1);
    RankFigures reverse = new RankFigures(scores, new boolean[] {false, false, true, true});
    assertThat(reverse.rocAuc()).isZero();
    assertThat(reverse.averagePrecision()).isCloseTo((1 / 3.0 + 0.5) / 2, within(TOLERANCE));
  }

  @Test
  void oneGroupAloneHasNoCurve() {
    RankFigures all = new RankFigures(new double[] {0.5, 0.25}, new boolean[] {true, true});
    assertThat(all.rocAuc()).isNaN();
    assertThat(all.averagePrecision()).isEqualTo(1);
    RankFigures none = new RankFigures(new double[] {0.5, 0.25}, new boolean[] {false, false});
    assertThat(none.rocAuc()).isNaN();
    assertThat(none.averagePrecision()).isNaN();
  }

  /** The probability that a positive has a higher score than a negative; equal counts half. */
  private static double rocAuc(double[] scores, boolean[] has) {
    double area = 0;
    int pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (has[i] && !has[j]) {
          area += (Math.signum(scores[i] - scores[j]) + 1) / 2;
          pairs++;
        }
      }
    }
    return area / pairs;
  }

  /** Σ (recall − former recall) · precision over the falling thresholds. */
  private static double averagePrecision(double[] scores, boolean[] has) {
    double sum = 0;
    double former = 0;
    long positives = IntStream.range(0, has.length).filter(i -> has[i]).count();
    for (double threshold : Arrays.stream(scores).map(of -> -of).sorted().distinct().toArray()) {
      int[] found =
          IntStream.range(0, scores.length).filter(i -> scores[i] >= -threshold).toArray();
      double hits = Arrays.stream(found).filter(i -> has[i]).count();
      sum += (hits / positives - former) * (hits / found.length);
      former = hits / positives;
    }
    return sum;
  }
}
