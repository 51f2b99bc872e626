package dev.nasnet.report;

import dev.nasnet.evaluation.ConfusionCounts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The section on confusions between classes: a confusion matrix with a limited number of classes, a
 * list of the most frequent confusions and a list of the classes with the lowest accuracy.
 */
final class ConfusionTable {
  /** The largest number of classes for which the matrix shows all of them. */
  private static final int MAX_COMPLETE = 25;

  private static final int MAX_CONFUSED = 20;
  private static final int MAX_LISTED = 12;

  /** The largest length of class names that are written horizontally above their column. */
  private static final int SHORT_NAME = 3;

  private final ConfusionCounts confusion;
  private final List<String> names;
  private final List<ConfusionCounts.Entry> mistakes;
  private final List<Integer> shown;

  ConfusionTable(ConfusionCounts confusion, List<String> names) {
    this.confusion = confusion;
    this.names = names;
    mistakes = confusion.mistakes();
    shown = shown();
  }

  private List<Integer> shown() {
    if (names.size() <= MAX_COMPLETE) {
      return IntStream.range(0, names.size()).boxed().toList();
    }
    Map<Integer, Integer> involved = new HashMap<>();
    for (ConfusionCounts.Entry mistake : mistakes) {
      involved.merge(mistake.actual(), mistake.count(), Integer::sum);
      involved.merge(mistake.predicted(), mistake.count(), Integer::sum);
    }
    return IntStream.range(0, names.size())
        .boxed()
        .sorted(Comparator.comparing(label -> -involved.getOrDefault(label, 0)))
        .limit(MAX_CONFUSED)
        .sorted()
        .toList();
  }

  void draw(Html html) {
    int images = confusion.images();
    int wrong = images - confusion.right();
    html.element(
        "p",
        "%s of %s held-out images are classified incorrectly. Each row is an actual class, and each column a predicted class."
            .formatted(MetricFormat.count(wrong), MetricFormat.count(images)));
    if (isPart()) {
      html.element(
          "p",
          "Of %s classes, the %d that are confused most are shown; “others” counts all other predictions."
              .formatted(MetricFormat.count(names.size()), shown.size()),
          "class",
          "note");
    }
    matrix(html);
    html.open("div", "class", "columns");
    frequent(html);
    worst(html);
    html.close();
  }

  private boolean isPart() {
    return shown.size() < names.size();
  }

  private void matrix(Html html) {
    boolean isShort = shown.stream().allMatch(label -> names.get(label).length() <= SHORT_NAME);
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region");
    html.open("table", "id", "confusion", "class", isShort ? "matrix" : "matrix turned");
    html.element("caption", "Confusion matrix");
    html.open("thead").open("tr").element("td", "");
    for (int label : shown) {
      html.open("th", "scope", "col", "title", names.get(label));
      html.element("span", names.get(label)).close();
    }
    if (isPart()) {
      html.open("th", "scope", "col").element("span", "others").close();
    }
    html.open("th", "scope", "col").element("span", "accuracy").close().close().close();
    html.open("tbody");
    shown.forEach(label -> row(html, label));
    html.close().close().close();
  }

  private void row(Html html, int actual) {
    String name = names.get(actual);
    html.open("tr").element("th", name, "scope", "row", "title", name);
    int images = confusion.images(actual);
    int others = images;
    for (int predicted : shown) {
      int count = confusion.count(actual, predicted);
      others -= count;
      cell(html, actual == predicted ? "hit" : "miss", count, images);
    }
    if (isPart()) {
      cell(html, "miss", others, images);
    }
    html.element("td", images == 0 ? "–" : percent(confusion.count(actual, actual), images))
        .close();
  }

  private static void cell(Html html, String kind, int count, int images) {
    if (count == 0) {
      html.element("td", "·", "class", "none");
      return;
    }
    String share = String.format(Locale.ROOT, "--s:%.3f", count / (double) images);
    html.element("td", MetricFormat.count(count), "class", kind, "style", share);
  }

  private void frequent(Html html) {
    html.open("div").element("h3", "Most frequent confusions");
    if (mistakes.isEmpty()) {
      html.element("p", "None.");
    }
    html.open("ol");
    for (ConfusionCounts.Entry mistake :
        mistakes.subList(0, Math.min(MAX_LISTED, mistakes.size()))) {
      html.open("li").element("b", names.get(mistake.actual())).text(" predicted as ");
      html.element("b", names.get(mistake.predicted()));
      html.text(": %d of %d".formatted(mistake.count(), confusion.images(mistake.actual())));
      html.close();
    }
    html.close().close();
  }

  private void worst(Html html) {
    html.open("div").element("h3", "Classes with the lowest accuracy");
    html.open("ol");
    IntStream.range(0, names.size())
        .boxed()
        .filter(label -> confusion.images(label) > confusion.count(label, label))
        .sorted(Comparator.comparingDouble(this::accuracy))
        .limit(MAX_LISTED)
        .forEach(
            label -> {
              int right = confusion.count(label, label);
              int images = confusion.images(label);
              html.open("li").element("b", names.get(label));
              html.text(": %s, %d of %d".formatted(percent(right, images), right, images));
              html.close();
            });
    html.close().close();
  }

  private double accuracy(int label) {
    return confusion.count(label, label) / (double) confusion.images(label);
  }

  private static String percent(int part, int whole) {
    return MetricFormat.percent(part / (double) whole, 1);
  }
}
