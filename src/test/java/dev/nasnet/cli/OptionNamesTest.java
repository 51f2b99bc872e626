package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Messages of the library name parameters; commands name the options that set them. */
class OptionNamesTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "nasnet");

  /** An option in a string, at its beginning or after a word. */
  private static final Pattern OPTION = Pattern.compile("\"([^\"]*[ (=])?--[a-z][^\"]*\"");

  /**
   * A class of a style sheet, options of Docker, and the options as which a report shows values.
   */
  private static final Pattern OTHERS = Pattern.compile("--s:|--gpus all");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch (9) must be at most the 4 images; use a smaller `batch` | --batch (9) must be at"
            + " most the 4 images; use a smaller --batch",
        "x (1) is wrong; set `bn` or `batchNormEpsilon` | x (1) is wrong; set `bn` or --bn-epsilon",
        "folder is missing; see `unknown` | folder is missing; see `unknown`",
        "clipNorm (-1.0) and batch (0) are wrong | --clip (-1.0) and --batch (0) are wrong",
        "cells (0) must be above 0; omit `learningRate` | N of --spec (0) must be above 0; omit"
            + " --lr",
      })
  void namesBecomeOptions(String message, String expected) {
    CommandLine train = new NasNet().toCommandLine().getSubcommands().get("train");
    assertThat(OptionNames.in(message, train.getCommandSpec())).isEqualTo(expected);
  }

  @Test
  void theLibraryNamesNoOptions() throws IOException {
    assertThat(OPTION.matcher("(\"give --batch 3\")").find()).isTrue();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> found =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.startsWith(SOURCES.resolve("cli")))
              .filter(file -> !file.endsWith(Path.of("recipe", "OptionValues.java")))
              .flatMap(OptionNamesTest::options)
              .toList();
      assertThat(found).isEmpty();
    }
  }

  private static Stream<String> options(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.strip().startsWith("*") && !line.strip().startsWith("//"))
          .filter(line -> OPTION.matcher(line).find() && !OTHERS.matcher(line).find())
          .map(line -> file + ": " + line.strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
