package dev.nasnet.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The scale of a chart's vertical axis, with round numbers at both ends.
 *
 * @param low the lower end of the scale
 * @param high the upper end of the scale
 * @param step the distance between two marks
 */
record Axis(double low, double high, double step) {
  private static final int MARKS = 5;

  /** Returns an axis that covers the given values; without values, it ranges from 0 to 1. */
  static Axis of(List<Double> values) {
    double min = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double max = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    double range = max > min ? max - min : Math.max(Math.abs(max), 1e-12);
    double step = roundStep(range / MARKS);
    double low = Math.floor(min / step + 1e-9) * step;
    double high = Math.max(Math.ceil(max / step - 1e-9) * step, low + step);
    return new Axis(min >= 0 ? Math.max(0, low) : low, high, step);
  }

  /** Returns the values at which the axis has marks. */
  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (int i = 0; low + i * step <= high + step / 2; i++) {
      marks.add(low + i * step);
    }
    return marks;
  }

  /** Returns the relative position of a value: 0 at the lower end and 1 at the upper end. */
  double position(double value) {
    return (value - low) / (high - low);
  }

  /** Rounds up to 1, 2, 5 or 10 times a power of ten. */
  private static double roundStep(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }
}
