package dev.nasnet.inference;

/**
 * How far one output of a bundle is from what it should be.
 *
 * @param output the signature and the key
 * @param difference the largest of any element; infinite where the shapes differ or an element is
 *     no number
 * @param scale the largest expected magnitude
 * @param tolerance the largest relative difference that the bundle allows itself
 */
public record Deviation(String output, double difference, double scale, double tolerance) {
  /**
   * The difference as a share of the scale; of 1 where all is 0. It is infinite where the
   * difference or the scale is not finite: values that are not finite prove nothing.
   */
  public double relative() {
    if (!Double.isFinite(difference) || !Double.isFinite(scale)) {
      return Double.POSITIVE_INFINITY;
    }
    return difference / (scale > 0 ? scale : 1);
  }
}
