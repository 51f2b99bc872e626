package dev.nasnet.cli;

import dev.nasnet.evaluation.ClassificationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of an evaluation as lines for people. */
final class MetricsText {
  private final ClassificationMetrics metrics;
  private final List<String> names;

  /**
   * Creates the text.
   *
   * @param names the class names, in the order of the model's outputs
   */
  MetricsText(ClassificationMetrics metrics, List<String> names) {
    this.metrics = metrics;
    this.names = names;
  }

  /** Returns the lines after the first, which states the accuracy. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "top-1 within %.2f to %.2f %% (95 %%)  loss %.4f  Brier %.4f  calibration error %.4f",
            100 * metrics.interval().low(),
            100 * metrics.interval().high(),
            metrics.loss(),
            metrics.brier(),
            metrics.calibrationError()));
    ClassTable table = new ClassTable(names);
    lines.addAll(table.classes(metrics.classes()));
    lines.add(table.mean("macro mean", metrics.images(), metrics::macro));
    lines.add(table.mean("weighted mean", metrics.images(), metrics::weighted));
    return lines;
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
