package dev.nasnet.report;

import dev.nasnet.report.Chart.Series;
import dev.nasnet.run.MetricsFile;
import java.util.ArrayList;
import java.util.List;

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
    List<Series> series =
        new ArrayList<>(List.of(series("top-1", "top1"), series("top-5", "top5")));
    if (isAveraged) {
      series.add(series("raw top-1", "raw_top1"));
    }
    return new Chart("Held-out accuracy", series, MetricFormat::percent);
  }

  private Series series(String name, String column) {
    return new Series(name, metrics.column(column));
  }

  private void table(Html html) {
    html.open("table", "id", "figures").open("thead").open("tr");
    for (String name :
        List.of(
            "epoch",
            "step",
            "loss",
            "held-out loss",
            "top-1",
            "top-5",
            "raw top-1",
            "learning rate",
            "rollbacks")) {
      html.element("th", name, "scope", "col");
    }
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
    for (String column : List.of("top1", "top5", "raw_top1")) {
      html.element("td", MetricFormat.percent(at(column, index), 2));
    }
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
