package dev.nasnet.cli;

import dev.nasnet.evaluation.ClassFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The figures of each class and their means as lines for people.
 *
 * @param names the class names, in the order of the model's outputs
 */
record ClassTable(List<String> names) {
  /** The largest number of classes of which each has a line. */
  private static final int MOST_CLASSES = 50;

  /** Returns the header, and a line for each class where there are few classes. */
  List<String> classes(List<ClassFigures> classes) {
    List<String> lines = new ArrayList<>();
    lines.add(header());
    if (names.size() <= MOST_CLASSES) {
      for (int label = 0; label < names.size(); label++) {
        ClassFigures of = classes.get(label);
        lines.add(mean(names.get(label), of.support(), figure -> figure.applyAsDouble(of)));
      }
    }
    return lines;
  }

  /**
   * Returns a line of one value for each figure.
   *
   * @param mean returns the value of a figure
   */
  String mean(String name, int images, ToDoubleFunction<ToDoubleFunction<ClassFigures>> mean) {
    return row(
        name,
        images,
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
