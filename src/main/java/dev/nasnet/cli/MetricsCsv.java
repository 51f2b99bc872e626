package dev.nasnet.cli;

import dev.nasnet.evaluation.ClassFigures;
import dev.nasnet.evaluation.ClassificationMetrics;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The figures of an evaluation as CSV files (RFC 4180, with headers): {@code metrics.csv}, {@code
 * classes.csv}, {@code confusion.csv} and {@code predictions.csv}.
 */
final class MetricsCsv {
  private static final String LINE_END = "\n";

  private final ScoredImages images;
  private final ClassificationMetrics metrics;
  private final List<String> names;

  /**
   * Creates a writer.
   *
   * @param names the class names, in the order of the model's outputs
   */
  MetricsCsv(ScoredImages images, ClassificationMetrics metrics, List<String> names) {
    this.images = images;
    this.metrics = metrics;
    this.names = names;
  }

  /**
   * Writes the files.
   *
   * @param folder the folder, which is made if there is none
   * @param files the names of the images in their order, or nothing for their numbers
   */
  void write(Path folder, Optional<List<String>> files) {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("metrics.csv", overall(new MetricsJson(metrics, names).overall()));
    tables.put("classes.csv", classes(names, metrics.classes()));
    tables.put("confusion.csv", confusion());
    tables.put("predictions.csv", predictions(files));
    write(folder, tables);
  }

  /** Writes tables into a folder, which is made if there is none. */
  static void write(Path folder, Map<String, String> tables) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> table : tables.entrySet()) {
        AtomicWrites.text(folder.resolve(table.getKey()), table.getValue());
      }
    } catch (IOException e) {
      throw new FailureException("--csv (%s) cannot be written: %s".formatted(folder, e), e);
    }
  }

  /** Returns the table of figures by name. */
  static String overall(Map<String, Double> figures) {
    StringBuilder text = new StringBuilder("metric,value").append(LINE_END);
    figures.forEach(
        (name, value) -> text.append(name).append(',').append(number(value)).append(LINE_END));
    return text.toString();
  }

  /** Returns the table of the figures of each class. */
  static String classes(List<String> names, List<ClassFigures> classes) {
    StringBuilder text =
        new StringBuilder("class,support,precision,recall,f1,rocAuc,averagePrecision")
            .append(LINE_END);
    for (int label = 0; label < names.size(); label++) {
      StringJoiner row = new StringJoiner(",", "", LINE_END);
      row.add(CsvText.quoted(names.get(label)));
      row.add(String.valueOf(classes.get(label).support()));
      MetricsJson.of(classes.get(label)).values().forEach(value -> row.add(number(value)));
      text.append(row);
    }
    return text.toString();
  }

  private String confusion() {
    StringJoiner header = new StringJoiner(",", "", LINE_END).add("true class");
    names.forEach(name -> header.add(CsvText.quoted(name)));
    StringBuilder text = new StringBuilder(header.toString());
    for (int label = 0; label < names.size(); label++) {
      StringJoiner row = new StringJoiner(",", "", LINE_END).add(CsvText.quoted(names.get(label)));
      for (int other = 0; other < names.size(); other++) {
        row.add(String.valueOf(metrics.confusion().count(label, other)));
      }
      text.append(row);
    }
    return text.toString();
  }

  private String predictions(Optional<List<String>> files) {
    StringJoiner header = new StringJoiner(",", "", LINE_END);
    header.add("file").add("true class").add("predicted class");
    names.forEach(name -> header.add(CsvText.quoted("probability of " + name)));
    StringBuilder text = new StringBuilder(header.toString());
    for (int i = 0; i < images.size(); i++) {
      StringJoiner row = new StringJoiner(",", "", LINE_END);
      row.add(CsvText.quoted(files.isPresent() ? files.get().get(i) : String.valueOf(i)));
      row.add(CsvText.quoted(names.get(images.label(i))));
      row.add(images.predicted(i) < 0 ? "" : CsvText.quoted(names.get(images.predicted(i))));
      for (float probability : images.probabilities(i)) {
        row.add(String.valueOf(probability));
      }
      text.append(row);
    }
    return text.toString();
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.valueOf(value) : "";
  }
}
