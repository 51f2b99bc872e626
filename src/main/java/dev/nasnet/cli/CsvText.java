package dev.nasnet.cli;

/** Fields of CSV files as RFC 4180 defines them. */
final class CsvText {
  private CsvText() {}

  /** Returns a field, in quotation marks where it contains a separator, a mark or a line break. */
  static String quoted(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
