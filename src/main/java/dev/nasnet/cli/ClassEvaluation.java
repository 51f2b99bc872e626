package dev.nasnet.cli;

import com.google.gson.JsonObject;
import dev.nasnet.bundle.ClassMapping;
import dev.nasnet.evaluation.ClassificationMetrics;
import dev.nasnet.inference.ClassScores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** The evaluation of images of one class each. */
final class ClassEvaluation implements Evaluation {
  private static final int TOP = 5;

  private final List<String> names;
  private final ScoredImages images;
  private final Calibrator calibrator;

  /** With five classes or fewer, top-5 is always 100 %. */
  private final boolean showsTop5;

  /** Calibrates a model by its predictions. */
  interface Calibrator {
    Optional<Calibration> of(ScoredImages images, ClassificationMetrics before);
  }

  /**
   * Creates an evaluation without images.
   *
   * @param names the class names, in the order of the model's outputs
   * @param keepsLogits whether the logits are kept for a calibration
   * @param calibrator calibrates the model if the options say so
   */
  ClassEvaluation(List<String> names, boolean keepsLogits, Calibrator calibrator) {
    this.names = List.copyOf(names);
    this.calibrator = calibrator;
    images = new ScoredImages(names.size(), keepsLogits);
    showsTop5 = names.size() > TOP;
  }

  @Override
  public void add(TType truth, ClassMapping classes, ClassScores scores) {
    TInt64 labels = (TInt64) truth;
    for (int i = 0; i < labels.size(); i++) {
      int label = classes.of(Math.toIntExact(labels.getLong(i)));
      images.add(label, scores.probabilities().get(i), scores.ranking().get(i));
    }
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    var metrics = images.metrics();
    String top5 =
        showsTop5 ? String.format(Locale.ROOT, "  top-5 %.2f %%", 100 * images.top5()) : "";
    lines.add(
        String.format(
            Locale.ROOT, "%d images  top-1 %.2f %%%s", images.size(), 100 * metrics.top1(), top5));
    lines.addAll(new MetricsText(metrics, names).lines());
    calibrator.of(images, metrics).ifPresent(of -> lines.addAll(of.lines()));
    return lines;
  }

  @Override
  public JsonObject json() {
    JsonObject report = new JsonObject();
    report.addProperty("examples", images.size());
    if (showsTop5) {
      report.addProperty("top5", images.top5());
    }
    ClassificationMetrics metrics = images.metrics();
    new MetricsJson(metrics, names).addTo(report);
    calibrator.of(images, metrics).ifPresent(of -> of.addTo(report));
    return report;
  }

  @Override
  public String table() {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < images.size(); i++) {
      table.append(images.label(i));
      for (float probability : images.probabilities(i)) {
        table.append(',').append(probability);
      }
      table.append('\n');
    }
    return table.toString();
  }

  @Override
  public void write(Path folder, Optional<List<String>> files) {
    new MetricsCsv(images, images.metrics(), names).write(folder, files);
  }
}
