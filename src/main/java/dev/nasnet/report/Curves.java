package dev.nasnet.report;

import dev.nasnet.report.Chart.Series;
import dev.nasnet.run.MetricsFile;
import java.util.ArrayList;
import java.util.List;

/** Every epoch's figures, as curves and as a table. */
record Curves(MetricsFile metrics, boolean isAveraged) {
  void draw(Html html) {
    html.open("div", "class", "charts", "id", "curves");
    loss().draw(html);
    accuracy().draw(html);
    new Chart("Learning rate", List.of(series("learning rate", "learning_rate")), Figures::short4)
        .draw(html);
    html.close();
    html.element(
        "p",
        "The training loss is its epoch’s mean, with L2 and label smoothing; the held-out loss is"
            + " without. What is scored is what is exported"
            + (isAveraged ? ": the averages; “raw” are the weights themselves." : "."),
        "class",
        "note");
    html.open("details").element("summary", "All figures");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region");
    table(html);
    html.close().close();
  }

  private Chart loss() {
    return new Chart(
        "Loss",
        List.of(series("training", "loss"), series("held-out", "held_out_loss")),
        Figures::short4);
  }

  private Chart accuracy() {
    List<Series> series =
        new ArrayList<>(List.of(series("top-1", "top1"), series("top-5", "top5")));
    if (isAveraged) {
      series.add(series("raw top-1", "raw_top1"));
    }
    return new Chart("Held-out accuracy", series, Figures::percent);
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
      html.element("td", Figures.short4(at(column, index)));
    }
    for (String column : List.of("top1", "top5", "raw_top1")) {
      html.element("td", Figures.percent(at(column, index), 2));
    }
    html.element("td", Figures.short4(at("learning_rate", index)));
    whole(html, "rollbacks", index);
    html.close();
  }

  private void whole(Html html, String column, int index) {
    html.element("td", Figures.count(Math.round(at(column, index))));
  }

  private double at(String column, int index) {
    return metrics.column(column).get(index);
  }
}
