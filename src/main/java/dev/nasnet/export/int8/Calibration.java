package dev.nasnet.export.int8;

/** How a tensor's range is decided from its values. */
public enum Calibration {
  /** From the least to the largest value. */
  MINMAX {
    @Override
    public Range range(Histogram values) {
      return new Range(values.min(), values.max());
    }
  },
  /** Without the outermost values: one in 20,000 that are not zero, on each side. */
  PERCENTILE {
    @Override
    public Range range(Histogram values) {
      double tail = values.total() * TAIL;
      double low = values.min();
      long below = 0;
      for (int bin = 0; bin < Histogram.BINS && below + values.count(bin) <= tail; bin++) {
        below += values.count(bin);
        low = values.middle(bin);
      }
      double high = values.max();
      long above = 0;
      for (int bin = Histogram.BINS - 1; bin >= 0 && above + values.count(bin) <= tail; bin--) {
        above += values.count(bin);
        high = values.middle(bin);
      }
      return new Range((float) Math.max(low, values.min()), (float) Math.min(high, values.max()));
    }
  },
  /** The share of the range for which the mean squared error of the integers is least. */
  MSE {
    @Override
    public Range range(Histogram values) {
      Range best = MINMAX.range(values);
      double least = error(values, best);
      for (int percent = 98; percent >= SMALLEST_PERCENT; percent -= 2) {
        Range clipped = new Range(values.min() * percent / 100, values.max() * percent / 100);
        double error = error(values, clipped);
        if (error < least) {
          least = error;
          best = clipped;
        }
      }
      return best;
    }
  };

  private static final double TAIL = 5e-5;
  private static final int SMALLEST_PERCENT = 30;

  /**
   * Decides a range.
   *
   * @param values finite values
   * @return the range that integers are to cover
   */
  public abstract Range range(Histogram values);

  /** The squared error: of rounding within the range, and of clipping beyond it. */
  private static double error(Histogram values, Range range) {
    double step = ((double) range.max() - range.min()) / 255;
    double rounding = step * step / 12;
    double error = 0;
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      long count = values.count(bin);
      if (count > 0) {
        double value = values.middle(bin);
        double beyond = Math.max(0, Math.max(value - range.max(), range.min() - value));
        error += count * (beyond > 0 ? beyond * beyond : rounding);
      }
    }
    return error;
  }
}
