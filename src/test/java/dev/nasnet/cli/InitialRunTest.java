package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.run.RunDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network of a training that begins with the weights of a run's folder. */
class InitialRunTest {
  private static final String NETWORK =
      "--preset cifar --spec 1@24 --stem-filters 6 --size 8 --pool-padding same --bn-epsilon 2e-5";

  @TempDir private static Path folder;
  private static Path first;

  @BeforeAll
  static void trains() {
    first = folder.resolve("first");
    CommandRun run =
        train(
            "--out", first.toString(), "--epochs", "1", "--no-report", "--no-tensorboard", NETWORK);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static CommandRun train(String... words) {
    List<String> all =
        new ArrayList<>(List.of("train", "--data", "digits", "--batch", "700", "--threads", "1"));
    Arrays.stream(words).flatMap(word -> Arrays.stream(word.split(" "))).forEach(all::add);
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static CommandRun next(String words) {
    String out = folder.resolve("next").toString();
    return train("--init", first.toString(), "--out", out, "--print-config", words);
  }

  @Test
  void withoutOptionsOfTheNetworkItIsTheRuns() {
    Path second = folder.resolve("second");
    CommandRun run =
        train(
            "--init",
            first.toString(),
            "--out",
            second.toString(),
            "--epochs 1 --no-report --no-tensorboard");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("nasnet: network 1@24 at 8 px, that of " + first);
    assertThat(RunDescription.read(second).spec()).isEqualTo(RunDescription.read(first).spec());
  }

  @ParameterizedTest
  @CsvSource({
    "--size 12, '\"size\": \"12\"'",
    "--dropout 0.5, '\"dropout\": 0.5'",
    "--aux-head --size 32, '\"aux-head\": true'",
    "--pool-padding zero, '\"pool-padding\": \"zero\"'"
  })
  void anOptionChangesTheRunsNetwork(String option, String member) {
    CommandRun run = next(option);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(member, "\"spec\": \"1@24\"", "\"bn-epsilon\": 2.0E-5");
  }

  @ParameterizedTest
  @CsvSource({
    "--preset mobile, 4@1056",
    "--spec 1@48, 1@48",
    "--preset cifar --spec 1@24, 1@24",
    "--wiring skip, 1@24",
    "--recipe cifar10, 6@768"
  })
  void aNetworkThatTheWeightsDoNotFitIsRefusedWithTheOptionsOfTheRun(String options, String spec) {
    CommandRun run = next(options);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip())
        .isEqualTo(
            "nasnet: --init (%s) has weights of 1@24, which do not fit the %s of the options; omit the"
                    .formatted(first, spec)
                + " options of the network, or give "
                + NETWORK
                    .replace("2e-5", "2.0E-5")
                    .replace("--stem-filters 6 --size 8", "--size 8 --stem-filters 6"));
  }

  @Test
  void theOptionsOfTheMessageAreAccepted() {
    assertThat(next(NETWORK).exitCode()).isZero();
  }
}
