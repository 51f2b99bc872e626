package dev.nasnet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.nasnet.inference.Prediction;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The predictions for an image in the forms in which {@code nasnet predict} prints them.
 *
 * @param image the image file
 * @param predictions the classes, the most probable first
 * @param threshold the least probability of a label; null where classes exclude each other, so that
 *     the likeliest are shown
 */
record PredictedImage(Path image, List<Prediction> predictions, @Nullable Double threshold) {
  static final String CSV_HEADER = "file,rank,class,probability\n";

  /** Returns lines for people. */
  String text() {
    StringBuilder text = new StringBuilder(image + "\n");
    for (Prediction prediction : predictions) {
      text.append(
          String.format(
              Locale.ROOT, "  %7.3f %%  %s%n", 100 * prediction.probability(), prediction.label()));
    }
    if (predictions.isEmpty()) {
      text.append("  no class has a probability of %s or more%n".formatted(threshold));
    }
    return text.toString();
  }

  /** Returns a JSON object and a line feed. */
  String json() {
    JsonArray list = new JsonArray();
    for (Prediction prediction : predictions) {
      JsonObject entry = new JsonObject();
      entry.addProperty("index", prediction.index());
      entry.addProperty("label", prediction.label());
      entry.addProperty("probability", prediction.probability());
      list.add(entry);
    }
    JsonObject object = new JsonObject();
    object.addProperty("image", image.toString());
    if (threshold != null) {
      object.addProperty("threshold", threshold);
    }
    object.add("predictions", list);
    return object + "\n";
  }

  /** Returns a line of CSV for each class; one without a class for an image that has none. */
  String csv() {
    String file = CsvText.quoted(image.toString());
    if (predictions.isEmpty()) {
      return file + ",,,\n";
    }
    StringBuilder lines = new StringBuilder();
    int rank = 1;
    for (Prediction prediction : predictions) {
      String label = CsvText.quoted(prediction.label());
      lines.append("%s,%d,%s,%s\n".formatted(file, rank++, label, prediction.probability()));
    }
    return lines.toString();
  }
}
