package dev.nasnet.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * A chart of curves over the epochs, drawn as SVG in colours that the page's style sheet defines.
 *
 * @param title the title above the chart
 * @param series the curves, at least one, each with one value for each epoch
 * @param format converts a value to text
 */
record Chart(String title, List<Series> series, DoubleFunction<String> format) {
  private static final double WIDTH = 380;
  private static final double HEIGHT = 230;
  private static final double LEFT = 62;
  private static final double RIGHT = 14;
  private static final double TOP = 10;
  private static final double BOTTOM = 40;

  /** The largest number of epochs for which each point is marked and has a tooltip. */
  private static final int MAX_POINTS = 150;

  /**
   * A curve.
   *
   * @param name the name in the legend
   * @param values one value for each epoch; the curve has a gap at values that are not finite
   */
  record Series(String name, List<Double> values) {}

  void draw(Html html) {
    html.open("figure", "class", "chart").element("figcaption", title);
    if (series.size() > 1) {
      legend(html);
    }
    List<Double> finite =
        series.stream().flatMap(curve -> curve.values().stream()).filter(Double::isFinite).toList();
    Axis values = Axis.of(finite);
    html.open("svg", "viewBox", "0 0 %.0f %.0f".formatted(WIDTH, HEIGHT));
    html.open("title").text(summary()).close();
    grid(html, values);
    epochs(html);
    for (int i = 0; i < series.size(); i++) {
      curve(html, i, values);
    }
    html.close().close();
  }

  private void legend(Html html) {
    html.open("p", "class", "legend");
    for (int i = 0; i < series.size(); i++) {
      html.open("span", "class", "key s" + i).element("i", "", "aria-hidden", "true");
      html.text(series.get(i).name()).close().text(" ");
    }
    html.close();
  }

  /** Returns the text alternative of the chart for screen readers. */
  private String summary() {
    return series.stream()
        .map(this::summary)
        .collect(Collectors.joining("; ", title + " over " + count() + " epochs: ", ""));
  }

  private String summary(Series curve) {
    String first = format.apply(curve.values().get(0));
    return curve.name() + " from " + first + " to " + format.apply(curve.values().get(count() - 1));
  }

  private int count() {
    return series.get(0).values().size();
  }

  private void grid(Html html, Axis axis) {
    for (double mark : axis.marks()) {
      double y = y(axis, mark);
      line(html, LEFT, y, WIDTH - RIGHT, y);
      label(html, LEFT - 8, y + 4, "end", format.apply(mark));
    }
  }

  private void epochs(Html html) {
    double y = HEIGHT - BOTTOM;
    int interval = Math.max(1, (count() + 9) / 10);
    for (int epoch = interval; epoch <= count(); epoch += interval) {
      label(html, x(epoch - 1), y + 18, "middle", Integer.toString(epoch));
    }
    label(html, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, "middle", "epoch");
  }

  private void curve(Html html, int index, Axis axis) {
    Series curve = series.get(index);
    html.open("g", "class", "s" + index);
    StringBuilder path = new StringBuilder();
    boolean isDrawing = false;
    for (int i = 0; i < count(); i++) {
      double value = curve.values().get(i);
      if (Double.isFinite(value)) {
        path.append(isDrawing ? "L" : "M").append(point(x(i), y(axis, value)));
      }
      isDrawing = Double.isFinite(value);
    }
    html.empty("path", "d", path.toString(), "class", index == 1 ? "line dashed" : "line");
    if (count() <= MAX_POINTS) {
      points(html, curve, axis);
    }
    html.close();
  }

  private void points(Html html, Series curve, Axis axis) {
    for (int i = 0; i < count(); i++) {
      double value = curve.values().get(i);
      if (Double.isFinite(value)) {
        html.open("circle", "cx", number(x(i)), "cy", number(y(axis, value)), "r", "2.6");
        String tooltip = "epoch %d: %s %s".formatted(i + 1, curve.name(), format.apply(value));
        html.element("title", tooltip).close();
      }
    }
  }

  private double x(int index) {
    double middle = count() == 1 ? 0.5 : index / (count() - 1.0);
    return LEFT + 8 + middle * (WIDTH - LEFT - RIGHT - 16);
  }

  private static double y(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.position(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void line(Html html, double x1, double y1, double x2, double y2) {
    html.empty(
        "line",
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2),
        "class",
        "grid");
  }

  private static void label(Html html, double x, double y, String anchor, String text) {
    html.element("text", text, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private static String point(double x, double y) {
    return number(x) + " " + number(y);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
