package dev.nasnet.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.cli.NasNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Commands under {@code ulimit -v}, each a process with oneDNN on. Without the estimates they end
 * in a crash of TensorFlow's library: {@code bad_alloc} or SIGSEGV.
 */
@Tag("slow")
class AddressSpaceTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2500000 | predict --model savedmodels/digits README.md | leaves",
        "2500000 | evaluate --model savedmodels/digits --data digits | leaves",
        "2500000 | export --preset mobile --random --out OUT | leaves",
        "2500000 | convert savedmodels/digits OUT | leaves",
        "4500000 | train --data digits --preset cifar --spec 1@24 --size 64 --batch 1024 --out OUT"
            + " | images at once, and ulimit -v allows"
      })
  void aCommandThatDoesNotFitEndsInOneLine(long kibibytes, String command, String message)
      throws IOException {
    requireRefused(kibibytes, command, message);
  }

  /** Predictions of a file of weights are computed by another class than those of a bundle. */
  @Test
  void aBatchOfAFileOfWeightsThatDoesNotFitEndsInOneLine() throws IOException {
    String weights = folder.resolve("model.keras").toString();
    String network = "--preset cifar --spec 1@96 --size 256 --classes 10 --random";
    assertThat(CommandRun.of(("export " + network + " --out " + weights).split(" ")).exitCode())
        .isZero();
    String command = "evaluate --data digits --batch 300 --model " + weights;
    requireRefused(4_500_000, command, "--batch (300) needs about");
  }

  private void requireRefused(long kibibytes, String command, String message) throws IOException {
    Path out = folder.resolve("out");
    Path log = folder.resolve("log");
    List<String> words = new ArrayList<>();
    words.addAll(List.of("/bin/sh", "-c", "ulimit -v " + kibibytes + "; exec \"$@\"", "sh"));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("@" + Path.of("scripts", "java.options").toAbsolutePath());
    // Java's own reservations, small and independent of the machine's memory.
    words.addAll(List.of("-Xmx512m", "-XX:CompressedClassSpaceSize=128m"));
    words.add("-XX:ReservedCodeCacheSize=64m");
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), NasNet.class.getName()));
    words.addAll(List.of(command.replace("OUT", out.toString()).split(" ")));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    builder.environment().put("TF_ENABLE_ONEDNN_OPTS", "1");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int code = Jvm.end(process, log);
    String said =
        Files.readAllLines(log).stream()
            .filter(line -> line.startsWith("nasnet: "))
            .reduce("", (one, other) -> one + other);
    assertThat(said).as(Files.readString(log)).contains(message);
    assertThat(code).isEqualTo(2);
    assertThat(out).doesNotExist();
  }
}
