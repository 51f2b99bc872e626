package dev.nasnet.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A scale with round ends.
 *
 * @param low the least value shown
 * @param high the largest
 * @param step between two marks
 */
record Axis(double low, double high, double step) {
  private static final int MARKS = 5;

  /** One that shows values; without any, 0 to 1. */
  static Axis of(List<Double> values) {
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    double range = most > least ? most - least : Math.max(Math.abs(most), 1e-12);
    double step = round(range / MARKS);
    double low = Math.floor(least / step + 1e-9) * step;
    double high = Math.max(Math.ceil(most / step - 1e-9) * step, low + step);
    return new Axis(least >= 0 ? Math.max(0, low) : low, high, step);
  }

  /** Where the marks stand. */
  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (int i = 0; low + i * step <= high + step / 2; i++) {
      marks.add(low + i * step);
    }
    return marks;
  }

  /** 0 at the low end, 1 at the high one. */
  double place(double value) {
    return (value - low) / (high - low);
  }

  /** The next of 1, 2, 5, 10 … times a power of ten. */
  private static double round(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }
}
