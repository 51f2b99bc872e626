package dev.nasnet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.nasnet.bundle.ClassMapping;
import dev.nasnet.evaluation.ClassFigures;
import dev.nasnet.evaluation.MultiLabelMetrics;
import dev.nasnet.inference.ClassScores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The evaluation of images that have any number of labels. */
final class LabelEvaluation implements Evaluation {
  private final List<String> names;
  private final float threshold;
  private final List<boolean[]> labels = new ArrayList<>();
  private final List<float[]> probabilities = new ArrayList<>();

  /**
   * Creates an evaluation without images.
   *
   * @param names the class names, in the order of the model's outputs
   * @param threshold the least probability of a predicted class
   */
  LabelEvaluation(List<String> names, float threshold) {
    this.names = List.copyOf(names);
    this.threshold = threshold;
  }

  @Override
  public void add(TType truth, ClassMapping classes, ClassScores scores) {
    for (float[] row : HeldOutPass.rows((TFloat32) truth)) {
      boolean[] has = new boolean[names.size()];
      for (int label = 0; label < row.length; label++) {
        has[classes.of(label)] = row[label] > 0;
      }
      labels.add(has);
    }
    probabilities.addAll(scores.probabilities());
  }

  private MultiLabelMetrics metrics() {
    return MultiLabelMetrics.of(names.size(), labels, probabilities, threshold);
  }

  @Override
  public List<String> lines() {
    return new LabelText(metrics(), names).lines();
  }

  @Override
  public JsonObject json() {
    MultiLabelMetrics metrics = metrics();
    JsonObject report = new JsonObject();
    report.addProperty("examples", metrics.images());
    overall(metrics).forEach((name, value) -> report.add(name, number(value)));
    JsonArray classes = new JsonArray();
    for (int label = 0; label < names.size(); label++) {
      ClassFigures figures = metrics.classes().get(label);
      JsonObject of = new JsonObject();
      of.addProperty("class", names.get(label));
      of.addProperty("support", figures.support());
      MetricsJson.of(figures).forEach((name, value) -> of.add(name, number(value)));
      classes.add(of);
    }
    report.add("classes", classes);
    return report;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  /** Returns the figures of all images by name. */
  static Map<String, Double> overall(MultiLabelMetrics metrics) {
    Map<String, Double> figures = new LinkedHashMap<>();
    // The decimal digits of the threshold as given, not those of its float32 value.
    figures.put("threshold", Double.parseDouble(Float.toString(metrics.threshold())));
    figures.put("exactMatch", metrics.exactMatch());
    figures.put("hammingLoss", metrics.hammingLoss());
    figures.put("loss", metrics.loss());
    MetricsJson.means(figures, "macro", metrics::macro);
    MetricsJson.means(figures, "micro", figure -> figure.applyAsDouble(metrics.micro()));
    MetricsJson.means(figures, "weighted", metrics::weighted);
    return figures;
  }

  @Override
  public String table() {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < labels.size(); i++) {
      table.append(values(i)).append('\n');
    }
    return table.toString();
  }

  /** Returns 1 or 0 for each class, then the probabilities, with commas. */
  private String values(int image) {
    StringJoiner row = new StringJoiner(",");
    for (boolean has : labels.get(image)) {
      row.add(has ? "1" : "0");
    }
    for (float probability : probabilities.get(image)) {
      row.add(String.valueOf(probability));
    }
    return row.toString();
  }

  @Override
  public void write(Path folder, Optional<List<String>> files) {
    MultiLabelMetrics metrics = metrics();
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("metrics.csv", MetricsCsv.overall(overall(metrics)));
    tables.put("classes.csv", MetricsCsv.classes(names, metrics.classes()));
    tables.put("predictions.csv", predictions(files));
    MetricsCsv.write(folder, tables);
  }

  private String predictions(Optional<List<String>> files) {
    StringJoiner header = new StringJoiner(",", "", "\n").add("file");
    names.forEach(name -> header.add(CsvText.quoted(name)));
    names.forEach(name -> header.add(CsvText.quoted("probability of " + name)));
    StringBuilder text = new StringBuilder(header.toString());
    for (int i = 0; i < labels.size(); i++) {
      String name = files.isPresent() ? files.get().get(i) : String.valueOf(i);
      text.append(CsvText.quoted(name)).append(',').append(values(i)).append('\n');
    }
    return text.toString();
  }
}
