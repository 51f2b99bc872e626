package dev.nasnet.inference;

/**
 * The difference between one output of a bundle and its reference output.
 *
 * @param output the names of the signature and of its output
 * @param difference the largest absolute difference of an element; infinite where the shapes differ
 *     or an element is NaN
 * @param scale the largest absolute reference value
 * @param tolerance the largest relative difference that the bundle's provenance accepts
 */
public record Deviation(String output, double difference, double scale, double tolerance) {
  /**
   * {@return the difference as a share of the scale, or of 1 where the scale is 0} It is infinite
   * where the difference or the scale is not finite.
   */
  public double relative() {
    if (!Double.isFinite(difference) || !Double.isFinite(scale)) {
      return Double.POSITIVE_INFINITY;
    }
    return difference / (scale > 0 ? scale : 1);
  }
}
