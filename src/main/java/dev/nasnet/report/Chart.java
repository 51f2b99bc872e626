package dev.nasnet.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Curves over the epochs, as SVG whose colours are the page's.
 *
 * @param title above it
 * @param series at least one, all as long as there are epochs
 * @param write a value as a reader wants it
 */
record Chart(String title, List<Series> series, DoubleFunction<String> write) {
  private static final double WIDTH = 380;
  private static final double HEIGHT = 230;
  private static final double LEFT = 62;
  private static final double RIGHT = 14;
  private static final double TOP = 10;
  private static final double BOTTOM = 40;

  /** Epochs up to which each point tells its value. */
  private static final int MOST_POINTS = 150;

  /**
   * A curve.
   *
   * @param name in the legend
   * @param values one an epoch; what is no finite number is a gap
   */
  record Series(String name, List<Double> values) {}

  void draw(Html html) {
    html.open("figure", "class", "chart").element("figcaption", title);
    if (series.size() > 1) {
      legend(html);
    }
    List<Double> finite =
        series.stream().flatMap(s -> s.values().stream()).filter(Double::isFinite).toList();
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

  /** What a reader without the picture hears. */
  private String summary() {
    return series.stream()
        .map(
            s -> s.name() + " from " + told(s.values(), 0) + " to " + told(s.values(), count() - 1))
        .collect(Collectors.joining("; ", title + " over " + count() + " epochs: ", ""));
  }

  private String told(List<Double> values, int at) {
    return write.apply(values.get(at));
  }

  private int count() {
    return series.get(0).values().size();
  }

  private void grid(Html html, Axis axis) {
    for (double mark : axis.marks()) {
      double y = y(axis, mark);
      line(html, LEFT, y, WIDTH - RIGHT, y);
      label(html, LEFT - 8, y + 4, "end", write.apply(mark));
    }
  }

  private void epochs(Html html) {
    double y = HEIGHT - BOTTOM;
    int every = Math.max(1, (count() + 9) / 10);
    for (int epoch = every; epoch <= count(); epoch += every) {
      label(html, x(epoch - 1), y + 18, "middle", Integer.toString(epoch));
    }
    label(html, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, "middle", "epoch");
  }

  private void curve(Html html, int index, Axis axis) {
    Series one = series.get(index);
    html.open("g", "class", "s" + index);
    StringBuilder path = new StringBuilder();
    boolean isDrawing = false;
    for (int i = 0; i < count(); i++) {
      double value = one.values().get(i);
      if (Double.isFinite(value)) {
        path.append(isDrawing ? "L" : "M").append(point(x(i), y(axis, value)));
      }
      isDrawing = Double.isFinite(value);
    }
    html.empty("path", "d", path.toString(), "class", index == 1 ? "line dashed" : "line");
    if (count() <= MOST_POINTS) {
      points(html, one, axis);
    }
    html.close();
  }

  private void points(Html html, Series one, Axis axis) {
    for (int i = 0; i < count(); i++) {
      double value = one.values().get(i);
      if (Double.isFinite(value)) {
        html.open("circle", "cx", number(x(i)), "cy", number(y(axis, value)), "r", "2.6");
        String words = "epoch %d: %s %s".formatted(i + 1, one.name(), write.apply(value));
        html.element("title", words).close();
      }
    }
  }

  private double x(int index) {
    double middle = count() == 1 ? 0.5 : index / (count() - 1.0);
    return LEFT + 8 + middle * (WIDTH - LEFT - RIGHT - 16);
  }

  private static double y(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM);
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

  private static void label(Html html, double x, double y, String anchor, String words) {
    html.element("text", words, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private static String point(double x, double y) {
    return number(x) + " " + number(y);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
