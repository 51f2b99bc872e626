package dev.nasnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each fault that {@code scripts/planted-faults} plants can be planted in today's sources. */
class PlantedFaultsTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "nasnet");

  /** The file, the text that is replaced, the text instead of it, and the tests. */
  private static final Pattern FAULT =
      Pattern.compile("^= (.+)\\n- (.+)\\n\\+ ?(.*)\\n> (.+)$", Pattern.MULTILINE);

  @Test
  void eachFaultCanBePlantedAndHasTests() throws IOException {
    Set<String> tests = testNames();
    List<String> wrong = new ArrayList<>();
    int count = 0;
    var faults = FAULT.matcher(Files.readString(Path.of("src", "faults", "faults.txt")));
    while (faults.find()) {
      count++;
      Path file = SOURCES.resolve(faults.group(1));
      String before = faults.group(2).replace("\\n", "\n");
      String source = Files.exists(file) ? Files.readString(file) : "";
      int at = source.indexOf(before);
      if (at < 0 || source.indexOf(before, at + 1) >= 0) {
        wrong.add(faults.group(1) + ": must contain once: " + before);
      }
      if (!tests.containsAll(List.of(faults.group(4).split(" ")))) {
        wrong.add(faults.group(1) + ": no such test: " + faults.group(4));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(count).isGreaterThanOrEqualTo(60);
  }

  private static Set<String> testNames() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }
}
