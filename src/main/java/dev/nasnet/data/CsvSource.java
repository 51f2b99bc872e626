package dev.nasnet.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.nasnet.data.FolderSource.ListedImage;
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

/**
 * A CSV file (RFC 4180, UTF-8, with a header) of image files: a column {@code path}, {@code file},
 * {@code filename} or {@code image}, relative to the file's folder; a column {@code label} or
 * {@code class}; and perhaps a column {@code split} of train, val or validation, and test.
 */
final class CsvSource {
  private static final List<String> PATH = List.of("path", "file", "filename", "image");
  private static final List<String> LABEL = List.of("label", "class");
  private static final String SPLIT = "split";
  private static final Set<String> VALIDATION = Set.of("val", "validation");
  private static final String CURE = "repair the image or remove the row";

  private final Path table;
  private final String text;
  private final LoadOptions reading;

  private CsvSource(Path table, LoadOptions reading) {
    this.table = table;
    this.reading = reading;
    text = "csv:" + table;
  }

  /** A row of the table; the split is empty where there is no such column. */
  private record Row(long line, Path file, String name, String label, String split) {}

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
    List<String> classes =
        reading.classes().isEmpty()
            ? List.copyOf(new TreeSet<>(rows.stream().map(Row::label).toList()))
            : reading.classes();
    if (classes.size() < 2) {
      throw new InvalidInputException(
          "data (%s) must have two or more classes; it has %d".formatted(text, classes.size()));
    }
    rows = used(rows);
    for (Row row : rows) {
      if (!classes.contains(row.label())) {
        throw wrong(
            row.line(), "has the class %s, which the training data lacks".formatted(row.label()));
      }
    }
    return new FolderSource(table, classes, listed(rows, classes), reading.resize());
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

  private List<ListedImage> listed(List<Row> rows, List<String> classes) {
    List<Row> good = good(rows);
    boolean hasValidation = good.stream().anyMatch(row -> VALIDATION.contains(row.split()));
    if (hasValidation && reading.heldOut().isPresent() && reading.classes().isEmpty()) {
      throw new InvalidInputException(
          "held-out (%s) must be omitted for %s, which has validation rows"
              .formatted(reading.heldOut().getAsDouble(), text));
    }
    int[] labels = good.stream().mapToInt(row -> classes.indexOf(row.label())).toArray();
    long[] hashes =
        good.stream()
            .mapToLong(row -> HoldoutRule.hash(row.name().getBytes(StandardCharsets.UTF_8)))
            .toArray();
    boolean byColumn = hasValidation && reading.classes().isEmpty() && !reading.trainsAll();
    boolean[] held = reading.holdout().heldOut(hashes, labels);
    List<ListedImage> images = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      Row row = good.get(i);
      boolean isHeldOut = byColumn ? VALIDATION.contains(row.split()) : held[i];
      images.add(new ListedImage(row.file(), row.name(), labels[i], isHeldOut));
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
    String name = field(fields, PATH);
    String label = field(fields, LABEL);
    String split = fields.findField(SPLIT).orElse("");
    if (label.isBlank() || label.chars().anyMatch(Character::isISOControl)) {
      throw wrong(line, "must have a label without line breaks, not \"%s\"".formatted(label));
    }
    if (fields.getHeader().contains(SPLIT)
        && !VALIDATION.contains(split)
        && !split.equals("train")
        && !split.equals("test")) {
      throw wrong(
          line, "must have the split train, val, validation or test, not \"%s\"".formatted(split));
    }
    try {
      Path file = table.toAbsolutePath().resolveSibling(name).normalize();
      return new Row(line, file, name, label, split);
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
  static Optional<String> test(String text) {
    String prefix = "csv:";
    if (!text.startsWith(prefix)) {
      return Optional.empty();
    }
    CsvSource source = new CsvSource(Path.of(text.substring(prefix.length())), LoadOptions.STRICT);
    return source.rows().stream().anyMatch(row -> row.split().equals("test"))
        ? Optional.of(text)
        : Optional.empty();
  }
}
