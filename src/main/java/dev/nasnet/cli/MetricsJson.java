package dev.nasnet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.nasnet.evaluation.ClassFigures;
import dev.nasnet.evaluation.ClassificationMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures of an evaluation by name, and as JSON. */
final class MetricsJson {
  private final ClassificationMetrics metrics;
  private final List<String> names;

  /**
   * Creates the names of figures.
   *
   * @param names the class names, in the order of the model's outputs
   */
  MetricsJson(ClassificationMetrics metrics, List<String> names) {
    this.metrics = metrics;
    this.names = names;
  }

  /** Returns the figures of all images by name. */
  Map<String, Double> overall() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("top1", metrics.top1());
    figures.put("top1Low", metrics.interval().low());
    figures.put("top1High", metrics.interval().high());
    figures.put("loss", metrics.loss());
    figures.put("brier", metrics.brier());
    figures.put("calibrationError", metrics.calibrationError());
    means(figures, "macro", metrics::macro);
    means(figures, "weighted", metrics::weighted);
    return figures;
  }

  /**
   * Adds the means over the classes.
   *
   * @param kind the beginning of the names, such as {@code macro}
   * @param mean returns the mean of a figure
   */
  static void means(
      Map<String, Double> figures,
      String kind,
      ToDoubleFunction<ToDoubleFunction<ClassFigures>> mean) {
    figures.put(kind + "Precision", mean.applyAsDouble(ClassFigures::precision));
    figures.put(kind + "Recall", mean.applyAsDouble(ClassFigures::recall));
    figures.put(kind + "F1", mean.applyAsDouble(ClassFigures::f1));
    figures.put(kind + "RocAuc", mean.applyAsDouble(ClassFigures::rocAuc));
    figures.put(kind + "AveragePrecision", mean.applyAsDouble(ClassFigures::averagePrecision));
  }

  /** Returns the figures of a class by name. */
  static Map<String, Double> of(ClassFigures figures) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("precision", figures.precision());
    values.put("recall", figures.recall());
    values.put("f1", figures.f1());
    values.put("rocAuc", figures.rocAuc());
    values.put("averagePrecision", figures.averagePrecision());
    return values;
  }

  /** Adds all figures to an object; those that are not defined are null. */
  void addTo(JsonObject json) {
    overall().forEach((name, value) -> json.add(name, number(value)));
    JsonArray classes = new JsonArray();
    JsonArray confusion = new JsonArray();
    for (int label = 0; label < names.size(); label++) {
      ClassFigures figures = metrics.classes().get(label);
      JsonObject of = new JsonObject();
      of.addProperty("class", names.get(label));
      of.addProperty("support", figures.support());
      of(figures).forEach((name, value) -> of.add(name, number(value)));
      classes.add(of);
      JsonArray row = new JsonArray();
      for (int other = 0; other < names.size(); other++) {
        row.add(metrics.confusion().count(label, other));
      }
      confusion.add(row);
    }
    json.add("classes", classes);
    json.add("confusion", confusion);
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
