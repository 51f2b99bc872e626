package dev.nasnet.export.int8;

import java.util.Arrays;

/**
 * Counts a tensor's values in bins of one width, in constant memory and in one pass. The bins reach
 * from −R to R; where a value lies beyond, R doubles and each two bins become one, so that the
 * counts do not depend on the order of the values.
 */
public final class Histogram {
  /** Creates a histogram without values. */
  public Histogram() {}

  /** An even number of bins. */
  static final int BINS = 4096;

  private final long[] counts = new long[BINS];
  private double reach;
  private float min;
  private float max;

  /**
   * Adds values; ones that are not finite make {@link #isFinite()} false.
   *
   * @param values the values, in any order; the array is not kept
   */
  public void add(float[] values) {
    for (float value : values) {
      if (!(value >= min && value <= max)) {
        extend(value);
      }
      if (value != 0 && Float.isFinite(max) && Float.isFinite(min)) {
        int bin = (int) Math.floor((value / reach + 1) * (BINS / 2));
        counts[Math.min(BINS - 1, bin)]++;
      }
    }
  }

  /** {@return whether all values were finite} */
  public boolean isFinite() {
    return Float.isFinite(min) && Float.isFinite(max);
  }

  /** The least value, at most 0. */
  float min() {
    return min;
  }

  /** The largest value, at least 0. */
  float max() {
    return max;
  }

  /** The number of values in a bin; zeros are not counted. */
  long count(int bin) {
    return counts[bin];
  }

  /** The middle of a bin. */
  double middle(int bin) {
    return ((bin + 0.5) / (BINS / 2) - 1) * reach;
  }

  private void extend(float value) {
    if (Float.isNaN(value)) {
      max = Float.NaN;
      return;
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
    double largest = Math.max(-(double) min, max);
    if (!Double.isFinite(largest) || largest <= reach) {
      return;
    }
    if (reach == 0) {
      reach = Math.scalb(1.0, Math.getExponent(largest) + 1);
    }
    while (reach < largest) {
      reach *= 2;
      halve();
    }
  }

  private void halve() {
    long[] merged = new long[BINS];
    for (int i = 0; i < BINS; i++) {
      merged[Math.floorDiv(i - BINS / 2, 2) + BINS / 2] += counts[i];
    }
    System.arraycopy(merged, 0, counts, 0, BINS);
  }

  /** Returns the number of values that are not zero. */
  long total() {
    return Arrays.stream(counts).sum();
  }
}
