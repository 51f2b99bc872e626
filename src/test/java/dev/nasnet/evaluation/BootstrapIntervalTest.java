package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Compares with the quantiles of a binomial distribution in exact whole numbers. */
class BootstrapIntervalTest {
  private static final int LARGEST = 40;

  @Test
  void theBoundsAreTheQuantilesOfABinomialDistribution() {
    for (int images = 1; images <= LARGEST; images++) {
      for (int correct = 0; correct <= images; correct++) {
        BootstrapInterval found = BootstrapInterval.of(correct, images);
        assertThat(found)
            .as("%d of %d", correct, images)
            .isEqualTo(
                new BootstrapInterval(
                    (double) quantile(25, correct, images) / images,
                    (double) quantile(975, correct, images) / images));
      }
    }
  }

  /** By the normal distribution the bounds are 0.9 ± 1.96 · √(0.9 · 0.1 / 10,000). */
  @Test
  void manyImagesHaveANarrowInterval() {
    assertThat(BootstrapInterval.of(9_000, 10_000))
        .isEqualTo(new BootstrapInterval(0.8941, 0.9058));
  }

  /** Returns the least k with P(X ≤ k) ≥ thousandths / 1000, where X is binomial. */
  private static int quantile(int thousandths, int correct, int images) {
    BigInteger sum = BigInteger.ZERO;
    BigInteger threshold =
        BigInteger.valueOf(images).pow(images).multiply(BigInteger.valueOf(thousandths));
    BigInteger ways = BigInteger.ONE;
    for (int k = 0; k <= images; k++) {
      sum =
          sum.add(
              ways.multiply(BigInteger.valueOf(correct).pow(k))
                  .multiply(BigInteger.valueOf(images - correct).pow(images - k)));
      if (sum.multiply(BigInteger.valueOf(1000)).compareTo(threshold) >= 0) {
        return k;
      }
      ways = ways.multiply(BigInteger.valueOf(images - k)).divide(BigInteger.valueOf(k + 1));
    }
    return images;
  }
}
