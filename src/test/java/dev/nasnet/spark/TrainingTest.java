package dev.nasnet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.cli.spark.NasNetSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares training on Spark, within this process, with {@code nasnet train}. */
@Timeout(180)
@Tag("spark")
class TrainingTest {
  private static final List<String> SMALL = SmallTraining.with("--mixup", "0.2");

  @TempDir Path folder;

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  /**
   * The rounds have 7 steps, which do not divide the 29 steps of an epoch. RMSProp has two slots,
   * and moving averages are kept.
   */
  @ParameterizedTest
  @CsvSource({"momentum,1", "rmsprop,2"})
  void oneWorkerEqualsTrainingWithoutSparkBitForBit(String optimizer, String accumulate)
      throws Exception {
    String[] how = {"--epochs", "2", "--optimizer", optimizer, "--accumulate", accumulate};
    CommandRun plain = CommandRun.of(words("plain", how, "--no-report", "--no-tensorboard"));
    assertThat(plain.exitCode()).as(plain.err()).isZero();
    CommandRun spark = spark(words("spark", how, "--local-steps", "7"));
    assertThat(spark.exitCode()).as(spark.err()).isZero();
    assertThat(losses(spark)).isEqualTo(losses(plain));
    for (String file : List.of("state.index", "state.data-00000-of-00001", "state.json")) {
      Path place = Path.of("checkpoints", "epoch-2", file);
      assertThat(folder.resolve("spark").resolve(place))
          .hasSameBinaryContentAs(folder.resolve("plain").resolve(place));
    }
  }

  /** The run is begun with one worker, resumed with two workers and finished by nasnet train. */
  @Test
  void aRunIsResumedWithAnyNumberOfWorkers() throws Exception {
    String[] outer = {"--outer-rate", "0.7", "--outer-momentum", "0.9", "--local-steps", "5"};
    String[] three = {"--epochs", "3"};
    assertThat(spark(words("run", three, "--until", "1")).exitCode()).isZero();
    List<String> second = new ArrayList<>(List.of(words("run", three, "--resume", "--until", "2")));
    second.addAll(List.of(outer));
    second.addAll(List.of("--workers", "2"));
    CommandRun two = spark(second.toArray(String[]::new));
    assertThat(two.exitCode()).as(two.err()).isZero();
    assertThat(two.out()).startsWith("epoch 2/3");
    assertThat(two.err()).contains("3 rounds; mean of a round: ");
    CommandRun last =
        CommandRun.of(words("run", three, "--resume", "--no-report", "--no-tensorboard"));
    assertThat(last.exitCode()).as(last.err()).isZero();
    assertThat(last.out()).startsWith("epoch 3/3").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--workers 0 | --workers (0) and --local-steps (50) must be at least 1",
        "--local-steps 0 | --workers (1) and --local-steps (0) must be at least 1",
        "--workers 9 | workers (9) must be at most the 2 cores of local[2]",
        "--outer-rate 0 | outer-rate (0.0) must be finite and above 0",
        "--outer-momentum 1 | outer-momentum (1.0) must be at least 0 and below 1",
        "--workers 2 --loss-scale 1024 | loss-scale (1024.0) must be 0 with 2 workers",
        "--save-rounds -1 | save-rounds (-1) must be at least 0"
      })
  void invalidOptionsAreRefusedInOneLine(String options, String message) {
    CommandRun run = spark(words("none", options.split(" ")));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains(message);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private String[] words(String run, String[] options, String... more) {
    List<String> words = new ArrayList<>(SMALL);
    words.addAll(List.of("--out", folder.resolve(run).toString()));
    words.addAll(List.of(options));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static CommandRun spark(String... words) {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.app.name", "test");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        NasNetSpark.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words);
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** Returns the line of each epoch without its duration. */
  private static List<String> losses(CommandRun run) {
    return run.out().lines().map(line -> line.replaceFirst("  \\S+ s$", "")).toList();
  }
}
