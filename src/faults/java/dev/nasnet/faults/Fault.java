package dev.nasnet.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of a part of one line.
 *
 * @param number its place in the list, from 1
 * @param file the source file, relative to {@code src/main/java/dev/nasnet}
 * @param before the text that is replaced, which occurs once in the file
 * @param after the text instead of it
 * @param tests the simple names of the test classes that should notice
 */
record Fault(int number, String file, String before, String after, List<String> tests) {
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "nasnet");

  /**
   * Reads a list: for each fault a line {@code = FILE}, a line {@code - BEFORE}, a line {@code +
   * AFTER} and a line {@code > TEST TEST ...}; lines that begin with {@code #} and empty lines
   * separate them. The letters {@code \\n} stand for the end of a line.
   */
  static List<Fault> read(Path list) throws IOException {
    List<Fault> faults = new ArrayList<>();
    String file = "";
    String before = "";
    String after = "";
    for (String line : Files.readAllLines(list)) {
      String rest = line.length() < 2 ? "" : line.substring(2).replace("\\n", "\n");
      switch (line.isEmpty() ? '#' : line.charAt(0)) {
        case '=' -> file = rest;
        case '-' -> before = rest;
        case '+' -> after = rest;
        case '>' ->
            faults.add(new Fault(faults.size() + 1, file, before, after, List.of(rest.split(" "))));
        case '#' -> {}
        default -> throw new IllegalArgumentException("no line of a fault: " + line);
      }
    }
    return faults;
  }

  /** Returns the source with the fault. */
  String source() throws IOException {
    String sound = Files.readString(SOURCES.resolve(file));
    int at = sound.indexOf(before);
    if (at < 0 || sound.indexOf(before, at + 1) >= 0) {
      throw new IllegalArgumentException(
          "%s: the text before the change must occur once".formatted(this));
    }
    return sound.substring(0, at) + after + sound.substring(at + before.length());
  }

  Path path() {
    return SOURCES.resolve(file);
  }

  @Override
  public String toString() {
    return "%d %s: %s -> %s".formatted(number, file, before, after);
  }
}
