package dev.nasnet.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Numbers in the text files by which Linux describes processes, memory and control groups. */
final class ProcFile {
  private ProcFile() {}

  /** Returns the lines of a file; none where it cannot be read. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /**
   * Returns the first number of the line that begins with a key, followed by white space.
   *
   * @param key the words at the beginning of the line; empty for a file of one number
   * @return the number; nothing where there is no such line, or no number such as {@code unlimited}
   */
  static OptionalLong number(Path file, String key) {
    for (String line : lines(file)) {
      String rest = line.startsWith(key) ? line.substring(key.length()) : "";
      if (!rest.isEmpty() && (key.isEmpty() || Character.isWhitespace(rest.charAt(0)))) {
        return parse(rest.strip().split("\\s+", 2)[0]);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong parse(String digits) {
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
