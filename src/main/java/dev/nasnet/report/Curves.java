package dev.nasnet.report;

import dev.nasnet.report.Chart.Series;
import dev.nasnet.run.MetricsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The section with the metrics of every epoch, as charts and as a table. */
record Curves(MetricsFile metrics, boolean isAveraged) {
  void draw(Html html) {
    html.open("div", "class", "charts", "id", "curves");
    loss().draw(html);
    accuracy().draw(html);
    new Chart(
            "Learning rate",
            List.of(series("learning rate", "learning_rate")),
            MetricFormat::fourDigits)
        .draw(html);
    html.close();
    html.element(
        "p",
        "The training loss is the mean over the epoch and includes L2 regularization and label"
            + " smoothing; the held-out loss includes neither. "
            + (isAveraged
                ? "The scores are those of the moving averages of the weights, which are exported;"
                    + " “raw” scores are those of the weights without averaging."
                : "The scores are those of the exported weights."),
        "class",
        "note");
    html.open("details").element("summary", "Metrics of all epochs");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region");
    table(html);
    html.close().close();
  }

  private Chart loss() {
    return new Chart(
        "Loss",
        List.of(series("training", "loss"), series("held-out", "held_out_loss")),
        MetricFormat::fourDigits);
  }

  private Chart accuracy() {
    Accuracies names = accuracies();
    List<Series> series = new ArrayList<>();
    names.shown().forEach((name, column) -> series.add(series(name, column)));
    if (isAveraged) {
      series.add(series("raw " + names.main(), "raw_" + names.shown().get(names.main())));
    }
    return new Chart(names.title(), series, MetricFormat::percent);
  }

  /**
   * The figures that are shares of 1.
   *
   * @param shown the column of each, by its name
   * @param main the name of the one that is shown of the weights without averaging, too
   */
  private record Accuracies(String title, SortedMap<String, String> shown, String main) {}

  private Accuracies accuracies() {
    return metrics.isMultiLabel()
        ? new Accuracies(
            "Held-out figures",
            new TreeMap<>(
                Map.of(
                    "exact match",
                    "exact_match",
                    "macro average precision",
                    "macro_average_precision")),
            "macro average precision")
        : new Accuracies(
            "Held-out accuracy", new TreeMap<>(Map.of("top-1", "top1", "top-5", "top5")), "top-1");
  }

  private Series series(String name, String column) {
    return new Series(name, metrics.column(column));
  }

  private void table(Html html) {
    html.open("table", "id", "figures").open("thead").open("tr");
    List<String> columns = new ArrayList<>(List.of("epoch", "step", "loss", "held-out loss"));
    columns.addAll(accuracies().shown().keySet());
    columns.addAll(List.of("raw " + accuracies().main(), "learning rate", "rollbacks"));
    columns.forEach(name -> html.element("th", name, "scope", "col"));
    html.close().close().open("tbody");
    int epochs = metrics.column("epoch").size();
    for (int i = 0; i < epochs; i++) {
      row(html, i);
    }
    html.close().close();
  }

  private void row(Html html, int index) {
    html.open("tr");
    whole(html, "epoch", index);
    whole(html, "step", index);
    for (String column : List.of("loss", "held_out_loss")) {
      html.element("td", MetricFormat.fourDigits(at(column, index)));
    }
    Accuracies names = accuracies();
    List<String> columns = new ArrayList<>(names.shown().values());
    columns.add("raw_" + names.shown().get(names.main()));
    columns.forEach(column -> html.element("td", MetricFormat.percent(at(column, index), 2)));
    html.element("td", MetricFormat.fourDigits(at("learning_rate", index)));
    whole(html, "rollbacks", index);
    html.close();
  }

  private void whole(Html html, String column, int index) {
    html.element("td", MetricFormat.count(Math.round(at(column, index))));
  }

  private double at(String column, int index) {
    return metrics.column(column).get(index);
  }
}
