package dev.nasnet.cli;

import com.google.gson.JsonObject;
import dev.nasnet.evaluation.ClassificationMetrics;
import dev.nasnet.evaluation.Temperature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A temperature and what it changes.
 *
 * @param temperature the temperature
 * @param before the figures without it
 * @param after the figures with it
 * @param written the model that was written with it, if any
 */
record Calibration(
    Temperature temperature,
    ClassificationMetrics before,
    ClassificationMetrics after,
    Optional<Path> written) {
  /** Returns this calibration of a model that was written. */
  Calibration written(Path path) {
    return new Calibration(temperature, before, after, Optional.of(path));
  }

  /** Returns the lines for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "temperature %.4f, of %d images", temperature.value(), before.images()));
    lines.add(
        String.format(
            Locale.ROOT,
            "  loss %.4f, before %.4f  calibration error %.4f, before %.4f",
            after.loss(),
            before.loss(),
            after.calibrationError(),
            before.calibrationError()));
    written.ifPresent(path -> lines.add("written with this temperature: " + path));
    return lines;
  }

  /** Returns the figures by name, as JSON and provenance have them. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("temperature", temperature.value());
    figures.put("images", before.images());
    figures.put("lossBefore", before.loss());
    figures.put("loss", after.loss());
    figures.put("calibrationErrorBefore", before.calibrationError());
    figures.put("calibrationError", after.calibrationError());
    return figures;
  }

  /** Adds the figures to a report. */
  void addTo(JsonObject report) {
    JsonObject json = new JsonObject();
    OriginJson.of(figures()).forEach(json::add);
    written.ifPresent(path -> json.addProperty("written", path.toString()));
    report.add("calibration", json);
  }
}
