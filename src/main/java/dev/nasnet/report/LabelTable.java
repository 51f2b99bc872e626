package dev.nasnet.report;

import dev.nasnet.evaluation.ClassFigures;
import dev.nasnet.evaluation.MultiLabelMetrics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The section with the figures of each class where an image may have any number of labels. */
record LabelTable(MultiLabelMetrics metrics, List<String> names) {
  /** The largest number of classes of which each has a row. */
  private static final int MOST_CLASSES = 200;

  private static final List<ToDoubleFunction<ClassFigures>> FIGURES =
      List.of(
          ClassFigures::precision,
          ClassFigures::recall,
          ClassFigures::f1,
          ClassFigures::rocAuc,
          ClassFigures::averagePrecision);

  void draw(Html html) {
    html.element(
        "p",
        "An image may have any number of labels. Precision, recall and F1 are those of the threshold %s; %s of the labels are predicted wrongly (Hamming loss)."
            .formatted(metrics.threshold(), MetricFormat.percent(metrics.hammingLoss(), 2)));
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region");
    html.open("table", "id", "labels").open("thead").open("tr");
    for (String column :
        List.of("class", "images", "precision", "recall", "F1", "ROC AUC", "average precision")) {
      html.element("th", column, "scope", "col");
    }
    html.close().close().open("tbody");
    if (names.size() <= MOST_CLASSES) {
      for (int label = 0; label < names.size(); label++) {
        ClassFigures of = metrics.classes().get(label);
        row(html, names.get(label), of.support(), figure -> figure.applyAsDouble(of));
      }
    }
    int all = metrics.micro().support();
    row(html, "macro mean", all, metrics::macro);
    row(html, "weighted mean", all, metrics::weighted);
    row(html, "micro mean", all, figure -> figure.applyAsDouble(metrics.micro()));
    html.close().close().close();
  }

  private static void row(
      Html html,
      String name,
      int images,
      ToDoubleFunction<ToDoubleFunction<ClassFigures>> valueOf) {
    html.open("tr").element("th", name, "scope", "row");
    html.element("td", MetricFormat.count(images));
    for (ToDoubleFunction<ClassFigures> figure : FIGURES) {
      double value = valueOf.applyAsDouble(figure);
      html.element("td", Double.isNaN(value) ? "–" : MetricFormat.percent(value, 2));
    }
    html.close();
  }
}
