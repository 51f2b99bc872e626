package dev.nasnet.cli;

import dev.nasnet.evaluation.ClassFigures;
import dev.nasnet.evaluation.ClassificationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures of an evaluation as lines for people. */
final class MetricsText {
  /** The largest number of classes of which each has a line. */
  private static final int MOST_CLASSES = 50;

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
    lines.add(header());
    if (names.size() <= MOST_CLASSES) {
      for (int label = 0; label < names.size(); label++) {
        ClassFigures of = metrics.classes().get(label);
        lines.add(
            row(
                names.get(label),
                of.support(),
                of.precision(),
                of.recall(),
                of.f1(),
                of.rocAuc(),
                of.averagePrecision()));
      }
    }
    lines.add(means("macro mean", metrics::macro));
    lines.add(means("weighted mean", metrics::weighted));
    return lines;
  }

  private String means(String name, ToDoubleFunction<ToDoubleFunction<ClassFigures>> mean) {
    return row(
        name,
        metrics.images(),
        mean.applyAsDouble(ClassFigures::precision),
        mean.applyAsDouble(ClassFigures::recall),
        mean.applyAsDouble(ClassFigures::f1),
        mean.applyAsDouble(ClassFigures::rocAuc),
        mean.applyAsDouble(ClassFigures::averagePrecision));
  }

  private String header() {
    return format(
        "%-" + width() + "s %8s %9s %7s %7s %8s %17s",
        "class",
        "images",
        "precision",
        "recall",
        "F1",
        "ROC AUC",
        "average precision");
  }

  private String row(String name, int images, double... figures) {
    StringBuilder line = new StringBuilder(format("%-" + width() + "s %8d", name, images));
    int[] widths = {9, 7, 7, 8, 17};
    for (int i = 0; i < figures.length; i++) {
      String value = Double.isNaN(figures[i]) ? "none" : format("%.4f", figures[i]);
      line.append(format(" %" + widths[i] + "s", value));
    }
    return line.toString();
  }

  private int width() {
    int longest =
        names.size() <= MOST_CLASSES ? names.stream().mapToInt(String::length).max().orElse(0) : 0;
    return Math.max("weighted mean".length(), longest);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
