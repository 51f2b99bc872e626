package dev.nasnet.cli.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A release has no Spark: the help and the version of its commands need none. */
@Tag("slow")
class HelpWithoutSparkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--help",
        "help",
        "help score",
        "score --help",
        "train -h",
        "benchmark --help"
      })
  void helpNeedsNoSpark(String words) throws Exception {
    assertThat(run(words.split(" "))).contains("Usage: nasnet-spark");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void theVersionNeedsNoSpark(String word) throws Exception {
    assertThat(run(word)).startsWith("nasnet ");
  }

  private static String run(String... words) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("spark-"))
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, NasNetSpark.class.getName()));
    Arrays.stream(words).filter(word -> !word.isEmpty()).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
