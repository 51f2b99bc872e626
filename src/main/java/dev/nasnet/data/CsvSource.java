package dev.nasnet.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.nasnet.data.FolderSource.ListedImage;
import dev.nasnet.data.MultiLabelSource.LabelledImage;
import dev.nasnet.data.files.Folders;
import dev.nasnet.data.files.HoldoutRule;
import dev.nasnet.data.files.ImageCheck;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file (RFC 4180, UTF-8, with a header) of image files: a column {@code path}, {@code file},
 * {@code filename} or {@code image}, relative to the file's folder; a column {@code label} or
 * {@code class}, or several labels as {@link TableLabels} finds them; and perhaps a column {@code
 * split} of train, val or validation, and test.
 */
final class CsvSource {
  private static final List<String> PATH = List.of("path", "file", "filename", "image");
  private static final String SPLIT = "split";
  private static final Set<String> VALIDATION = Set.of("val", "validation");
  private static final String CURE = "repair the image or remove the row";

  private final Path table;
  private final String text;
  private final LoadOptions reading;

  /** How the table names labels; null before its first row. */
  private @Nullable TableLabels labels;

  private CsvSource(Path table, LoadOptions reading) {
    this.table = table;
    this.reading = reading;
    text = "csv:" + table;
  }

  /** A row of the table; the split is empty where there is no such column. */
  private record Row(long line, Path file, String name, List<String> labels, String split) {}

  /** Opens a table; a row of the split {@code test} is used only where all images are held out. */
  static Examples open(String place, LoadOptions reading) {
    Path table = Folders.path("csv:" + place, place);
    if (!Files.isRegularFile(table)) {
      throw new InvalidInputException("data (csv:%s) must name an existing file".formatted(place));
    }
    return new CsvSource(table, reading).open();
  }

  private Examples open() {
    List<Row> rows = rows();
    List<String> classes = classes(rows);
    int least = reading.multiLabel().isPresent() ? 1 : 2;
    if (classes.size() < least) {
      throw new InvalidInputException(
          "data (%s) must have %s or more classes; it has %d"
              .formatted(text, least == 1 ? "one" : "two", classes.size()));
    }
    rows = used(rows);
    for (Row row : rows) {
      for (String label : row.labels()) {
        if (!classes.contains(label)) {
          throw wrong(
              row.line(), "has the class %s, which the training data lacks".formatted(label));
        }
      }
    }
    List<Row> good = good(rows);
    return reading.multiLabel().isPresent()
        ? new MultiLabelSource(table, classes, labelled(good, classes), reading.resize())
        : new FolderSource(table, classes, listed(good, classes), reading.resize());
  }

  /** Returns the classes: those of the training data, of the columns, or of the rows. */
  private List<String> classes(List<Row> rows) {
    List<String> columns = columns();
    List<String> given = reading.classes();
    if (given.isEmpty()) {
      return columns.isEmpty()
          ? List.copyOf(new TreeSet<>(rows.stream().flatMap(row -> row.labels().stream()).toList()))
          : columns;
    }
    if (!columns.isEmpty() && !Set.copyOf(columns).equals(Set.copyOf(given))) {
      throw new InvalidInputException(
          "data (%s) line 1 must have a column for each class of the training data (%s), not %s"
              .formatted(text, String.join(", ", given), String.join(", ", columns)));
    }
    return given;
  }

  private List<String> columns() {
    return labels == null ? List.of() : labels.classes();
  }

  private List<LabelledImage> labelled(List<Row> rows, List<String> classes) {
    List<ListedImage> listed = listed(rows, List.of());
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      byte[] row = new byte[classes.size()];
      rows.get(i).labels().forEach(label -> row[classes.indexOf(label)] = 1);
      images.add(new LabelledImage(listed.get(i), row));
    }
    return images;
  }

  /** Returns the rows of training and validation; where all images are held out, those of test. */
  private List<Row> used(List<Row> rows) {
    boolean hasTest = rows.stream().anyMatch(row -> row.split().equals("test"));
    if (!reading.classes().isEmpty()) {
      return rows.stream().filter(row -> !hasTest || row.split().equals("test")).toList();
    }
    return rows.stream()
        .filter(row -> !row.split().equals("test"))
        .filter(row -> !reading.trainsAll() || !VALIDATION.contains(row.split()))
        .toList();
  }

  /** Returns the images with their labels; with 0 for all without classes. */
  private List<ListedImage> listed(List<Row> good, List<String> classes) {
    boolean hasValidation = good.stream().anyMatch(row -> VALIDATION.contains(row.split()));
    if (hasValidation && reading.heldOut().isPresent() && reading.classes().isEmpty()) {
      throw new InvalidInputException(
          "held-out (%s) must be omitted for %s, which has validation rows"
              .formatted(reading.heldOut().getAsDouble(), text));
    }
    int[] indices =
        good.stream()
            .mapToInt(row -> classes.isEmpty() ? 0 : classes.indexOf(row.labels().get(0)))
            .toArray();
    long[] hashes =
        good.stream()
            .mapToLong(row -> HoldoutRule.hash(row.name().getBytes(StandardCharsets.UTF_8)))
            .toArray();
    boolean byColumn = hasValidation && reading.classes().isEmpty() && !reading.trainsAll();
    boolean[] held = reading.holdout().heldOut(hashes, indices);
    List<ListedImage> images = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      Row row = good.get(i);
      boolean isHeldOut = byColumn ? VALIDATION.contains(row.split()) : held[i];
      images.add(new ListedImage(row.file(), row.name(), indices[i], isHeldOut));
    }
    return images;
  }

  private List<Row> good(List<Row> rows) {
    List<Row> good = new ArrayList<>();
    try (ImageCheck check = reading.check(CURE)) {
      List<Optional<String>> faults = check.files(rows.stream().map(Row::file).toList());
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        faults
            .get(i)
            .ifPresent(
                what ->
                    reading
                        .onBad()
                        .accept("%s line %d: %s %s".formatted(text, row.line(), row.file(), what)));
        if (faults.get(i).isEmpty()) {
          good.add(row);
        }
      }
      reading.noteTurned(text, check);
    }
    return good;
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(table)) {
      for (NamedCsvRecord fields : reader) {
        Row row = row(fields);
        if (!names.add(row.name())) {
          throw wrong(row.line(), "has the image %s a second time".formatted(row.name()));
        }
        rows.add(row);
      }
    } catch (CsvParseException | UncheckedIOException | IOException e) {
      String reason =
          e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
      throw new InvalidInputException(
          "data (%s) must be a CSV file in UTF-8: %s; repair it".formatted(text, reason));
    }
    if (rows.isEmpty()) {
      throw new InvalidInputException("data (%s) must have a row for each image".formatted(text));
    }
    return rows;
  }

  private Row row(NamedCsvRecord fields) {
    long line = fields.getStartingLineNumber();
    int columns = fields.getHeader().size();
    if (fields.getFields().size() != columns) {
      throw wrong(
          line,
          "must have a field for each of the %d columns, not %d"
              .formatted(columns, fields.getFields().size()));
    }
    String name = field(fields, PATH);
    String split = fields.findField(SPLIT).orElse("");
    if (labels == null) {
      labels =
          TableLabels.of(
              text,
              fields.getHeader(),
              column -> PATH.contains(column) || column.equals(SPLIT),
              reading);
    }
    List<String> named = labels.of(fields);
    if (fields.getHeader().contains(SPLIT)
        && !VALIDATION.contains(split)
        && !split.equals("train")
        && !split.equals("test")) {
      throw wrong(
          line, "must have the split train, val, validation or test, not \"%s\"".formatted(split));
    }
    try {
      Path file = table.toAbsolutePath().resolveSibling(name).normalize();
      return new Row(line, file, name, named, split);
    } catch (InvalidPathException e) {
      throw wrong(line, "must have a path, not \"%s\"".formatted(name));
    }
  }

  private String field(NamedCsvRecord fields, List<String> names) {
    List<String> found = names.stream().filter(fields.getHeader()::contains).toList();
    if (found.size() != 1) {
      throw new InvalidInputException(
          "data (%s) must have one column named %s; it has the columns %s"
              .formatted(text, String.join(" or ", names), String.join(", ", fields.getHeader())));
    }
    return fields.getField(found.get(0));
  }

  private InvalidInputException wrong(long line, String rule) {
    return new InvalidInputException(
        "data (%s) line %d ".formatted(text, line) + rule + "; repair it");
  }

  /** Returns the test data of the source {@code csv:FILE}, as a source, if it has any. */
  static Optional<String> test(String text, Optional<MultiLabel> multiLabel) {
    String prefix = "csv:";
    if (!text.startsWith(prefix)) {
      return Optional.empty();
    }
    LoadOptions reading = LoadOptions.STRICT.withMultiLabel(multiLabel);
    CsvSource source = new CsvSource(Path.of(text.substring(prefix.length())), reading);
    return source.rows().stream().anyMatch(row -> row.split().equals("test"))
        ? Optional.of(text)
        : Optional.empty();
  }
}
