package dev.nasnet.data;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table name their labels: one column of one name; one column of names with a
 * separator; or a column of 0 and 1 for each class.
 *
 * @param table the source, for messages
 * @param column the column of names; null where each class has a column
 * @param classes the columns of the classes in their order; empty where a column has the names
 * @param separator the separator of names; null where each row has one name
 */
record TableLabels(
    String table, @Nullable String column, List<String> classes, @Nullable MultiLabel separator) {
  /** Names of a column of one name. */
  private static final List<String> LABEL = List.of("label", "class");

  /** Names of a column of several names. */
  private static final List<String> LABELS = List.of("label", "labels", "class", "classes", "tags");

  /**
   * Finds the columns of the labels.
   *
   * @param header the names of the columns
   * @param isOther whether a column is the path or the split
   */
  static TableLabels of(
      String table, List<String> header, Predicate<String> isOther, LoadOptions reading) {
    if (reading.multiLabel().isEmpty()) {
      return new TableLabels(table, single(table, header), List.of(), null);
    }
    MultiLabel multiLabel = reading.multiLabel().get();
    List<String> columns = header.stream().filter(isOther.negate()).toList();
    List<String> named = columns.stream().filter(LABELS::contains).toList();
    if (named.isEmpty()) {
      return new TableLabels(table, null, ofClasses(table, columns), multiLabel);
    }
    if (columns.size() > 1) {
      throw new InvalidInputException(
          ("data (%s) line 1 must have either one column of names (%s) or a column of 0 and 1 for"
                  + " each class, not both (%s); remove or rename the others")
              .formatted(table, named.get(0), String.join(", ", columns)));
    }
    return new TableLabels(table, named.get(0), List.of(), multiLabel);
  }

  private static String single(String table, List<String> header) {
    List<String> found = header.stream().filter(LABEL::contains).toList();
    if (found.size() != 1) {
      throw new InvalidInputException(
          ("data (%s) must have one column named %s; it has the columns %s; a table with a column"
                  + " of 0 and 1 for each class needs `multiLabel`")
              .formatted(table, String.join(" or ", LABEL), String.join(", ", header)));
    }
    return found.get(0);
  }

  private static List<String> ofClasses(String table, List<String> columns) {
    if (columns.isEmpty()) {
      throw new InvalidInputException(
          "data (%s) line 1 must have a column of 0 and 1 for each class, or one named %s; add them"
              .formatted(table, String.join(" or ", LABELS)));
    }
    for (String name : columns) {
      if (!isName(name)) {
        throw new InvalidInputException(
            "data (%s) line 1 must have the name of a class for each column, not \"%s\"; repair it"
                .formatted(table, name));
      }
    }
    return columns;
  }

  private static boolean isName(String name) {
    return !name.isBlank() && name.chars().noneMatch(Character::isISOControl);
  }

  /** Returns the labels of a row; with {@code --multi-label} there may be none. */
  List<String> of(NamedCsvRecord fields) {
    long line = fields.getStartingLineNumber();
    if (column == null) {
      return classes.stream().filter(name -> isSet(line, name, fields.getField(name))).toList();
    }
    String value = fields.getField(column);
    if (separator == null) {
      requireName(line, value);
      return List.of(value);
    }
    return value.isBlank() ? List.of() : names(line, value, separator.separator());
  }

  private boolean isSet(long line, String name, String value) {
    if (!value.equals("0") && !value.equals("1")) {
      throw wrong(
          line, "must have 0 or 1 in the column %s of a class, not \"%s\"".formatted(name, value));
    }
    return value.equals("1");
  }

  private List<String> names(long line, String value, char between) {
    List<String> names = new ArrayList<>();
    for (String part : value.split(Pattern.quote(String.valueOf(between)), -1)) {
      String name = part.strip();
      requireName(line, name);
      if (names.contains(name)) {
        throw wrong(line, "has the label %s a second time".formatted(name));
      }
      names.add(name);
    }
    return names;
  }

  private void requireName(long line, String name) {
    if (!isName(name)) {
      throw wrong(line, "must have a label without line breaks, not \"%s\"".formatted(name));
    }
  }

  private InvalidInputException wrong(long line, String rule) {
    return new InvalidInputException(
        "data (%s) line %d ".formatted(table, line) + rule + "; repair it");
  }
}
