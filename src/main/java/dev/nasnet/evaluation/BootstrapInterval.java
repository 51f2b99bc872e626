package dev.nasnet.evaluation;

/**
 * The 95 % percentile interval of an accuracy under the bootstrap (Efron and Tibshirani, "An
 * Introduction to the Bootstrap", 1993). A resample of n images has a binomial number of correct
 * predictions, so that the quantiles are computed exactly instead of by random resamples.
 *
 * @param low the quantile 0.025, 0…1
 * @param high the quantile 0.975, 0…1
 */
public record BootstrapInterval(double low, double high) {
  private static final double TAIL = 0.025;

  /**
   * Computes the interval.
   *
   * @param correct the number of correct predictions
   * @param images the number of images, at least 1
   */
  static BootstrapInterval of(int correct, int images) {
    return new BootstrapInterval(
        (double) quantile(TAIL, correct, images) / images,
        (double) quantile(1 - TAIL, correct, images) / images);
  }

  /** Returns the least k for which a binomial number of correct predictions is at most k. */
  private static int quantile(double probability, int correct, int images) {
    if (correct == 0 || correct == images) {
      return correct;
    }
    double share = (double) correct / images;
    double logOdds = Math.log(share) - Math.log1p(-share);
    double logMass = images * Math.log1p(-share);
    double sum = Math.exp(logMass);
    int count = 0;
    while (sum < probability && count < images) {
      logMass += Math.log((double) (images - count) / (count + 1)) + logOdds;
      sum += Math.exp(logMass);
      count++;
    }
    return count;
  }
}
