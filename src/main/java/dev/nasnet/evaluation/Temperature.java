package dev.nasnet.evaluation;

import dev.nasnet.problem.InvalidInputException;
import java.util.List;

/**
 * A temperature that divides a classifier's logits before softmax (Guo et al., "On Calibration of
 * Modern Neural Networks", arXiv:1706.04599, section 4.2). It changes no prediction, only the
 * probabilities.
 *
 * @param value the temperature, above 0; above 1 it makes the probabilities less certain
 */
public record Temperature(double value) {
  /** The range in which the best temperature is sought: 1/100 to 100. */
  private static final double MOST = 100;

  /** The interval of the logarithm is halved until neighbours differ by 1e-15. */
  private static final int HALVINGS = 53;

  /**
   * Checks the temperature.
   *
   * @param value the temperature, above 0
   */
  public Temperature {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new InvalidInputException(
          "temperature (%s) must be a finite number above 0".formatted(value));
    }
  }

  /**
   * Finds the temperature with the least mean cross-entropy, by bisection: the cross-entropy is
   * convex in the inverse temperature, so that its derivative has one root.
   *
   * @param labels the label of each image
   * @param logits the logits of each image, by label
   * @return the temperature
   * @throws InvalidInputException if a logit is not finite, or the cross-entropy has no minimum
   *     between 1/100 and 100
   */
  public static Temperature fit(int[] labels, List<float[]> logits) {
    requireFinite(logits);
    double low = -Math.log(MOST);
    double high = Math.log(MOST);
    if (slope(Math.exp(low), labels, logits) >= 0) {
      throw new InvalidInputException(
          "calibration has no minimum: the loss falls up to the temperature %s, since the predictions of %d images are no better than chance; train the model first"
              .formatted(MOST, labels.length));
    }
    if (slope(Math.exp(high), labels, logits) <= 0) {
      throw new InvalidInputException(
          "calibration has no minimum: the loss falls down to the temperature %s, since (nearly) all of %d images are classified correctly; give more images"
              .formatted(1 / MOST, labels.length));
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(Math.exp(middle), labels, logits) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Temperature(Math.exp(-(low + high) / 2));
  }

  private static void requireFinite(List<float[]> logits) {
    for (int image = 0; image < logits.size(); image++) {
      for (float logit : logits.get(image)) {
        if (!Float.isFinite(logit)) {
          throw new InvalidInputException(
              "logit (%s of image %d) must be finite to calibrate; train the model again"
                  .formatted(logit, image));
        }
      }
    }
  }

  /**
   * Returns the derivative of the summed cross-entropy by the inverse temperature: the expected
   * difference, under the predicted probabilities, of a logit from that of the image's class.
   */
  private static double slope(double inverse, int[] labels, List<float[]> logits) {
    double slope = 0;
    for (int image = 0; image < labels.length; image++) {
      float[] row = logits.get(image);
      double largest = largest(row);
      double own = row[labels[image]];
      double sum = 0;
      double weighted = 0;
      for (float logit : row) {
        double share = Math.exp(inverse * (logit - largest));
        sum += share;
        // The difference of each: that of the sums rounds to 0 where one class is nearly certain.
        weighted += share * (logit - own);
      }
      slope += weighted / sum;
    }
    return slope;
  }

  /**
   * {@return the softmax of the divided logits}
   *
   * @param logits the logits of one image
   */
  public float[] probabilities(float[] logits) {
    double largest = largest(logits);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((logit - largest) / value);
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (Math.exp((logits[i] - largest) / value) / sum);
    }
    return probabilities;
  }

  private static double largest(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    return largest;
  }
}
