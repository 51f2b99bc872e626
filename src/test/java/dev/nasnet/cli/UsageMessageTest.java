package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong command lines, and what their messages propose. */
class UsageMessageTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "train --learning-rate 0.1 | option (--learning-rate) does not exist; did you mean --lr?"
            + " see nasnet train --help",
        "train --data digits --out x --batch-size=8 | option (--batch-size=8) does not exist; did"
            + " you mean --batch? see nasnet train --help",
        "train --data digits --out x --epocs 3 | option (--epocs) does not exist; did you mean"
            + " --epochs? see nasnet train --help",
        "sumary | command (sumary) does not exist; did you mean summary? see nasnet --help",
        "summary one | argument (one) is one too many; see nasnet summary --help",
        "summary --preset huge | --preset (huge) must be large, mobile, xception, cifar,"
            + " pnasnet-large or pnasnet-mobile; see nasnet summary --help",
        "train --data digits --out x --optimizer sgd | --optimizer (sgd) must be momentum, rmsprop,"
            + " adam or adamw; see nasnet train --help",
        "completion tcsh | shell (tcsh) must be bash, zsh or fish; use one of these",
      })
  void aWrongCommandLineIsOneLineWithACure(String words, String message) {
    CommandRun run = CommandRun.of(words.split(" "));
    assertThat(run.err()).isEqualTo("nasnet: " + message + System.lineSeparator());
    assertThat(run.exitCode()).isEqualTo(2);
  }

  /** Messages of the library name its values; those of commands name options. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "summary --spec 4@1000 | P of --spec (1000) must be a multiple of 96",
        "summary --spec 0@1056 | N of --spec (0) must be within 1 and 200",
        "summary --stem-filters 0 | --stem-filters (0) must be within",
        "summary --drop-path-keep 2 | --drop-path-keep (2.0) must be above 0",
        "summary --size 66 --aux-head | --aux-head (true) needs an image of at least 67 px",
        "benchmark --bn-momentum 2 | --bn-momentum (2.0) must be within 0 and 1",
        "benchmark --bn-epsilon 0 | --bn-epsilon (0.0) must be above 0",
        "benchmark --clip -1 | --l2 (1.0E-4), --clip (-1.0) and --aux-weight (0.4) must be finite",
        "benchmark --label-smoothing 1 | --label-smoothing (1.0) must be at least 0",
        "benchmark --epochs 0 | --epochs (0) and --batch (32) must be at least 1",
      })
  void messagesNameOptions(String words, String message) {
    CommandRun run = CommandRun.of(words.split(" "));
    assertThat(run.err()).startsWith("nasnet: " + message).hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aFolderWithoutItsKindIsGuessed() throws IOException {
    Path table = Files.createFile(folder.resolve("labels.csv"));
    String rule = "must be digits, cifar10:DIR, folder:DIR, csv:FILE or tfrecord:GLOB";
    for (var named : Map.of(folder, "folder", table, "csv").entrySet()) {
      String data = named.getKey().toString();
      assertThat(CommandRun.of("train", "--data", data, "--out", folder + "/run").err())
          .isEqualTo(
              "nasnet: --data (%s) %s; did you mean %s:%1$s?%n"
                  .formatted(data, rule, named.getValue()));
    }
    assertThat(CommandRun.of("train", "--data", "photos", "--out", folder + "/run").err())
        .isEqualTo("nasnet: --data (photos) %s%n".formatted(rule));
  }

  @Test
  void presetsAndRecipesAreTakenInAnyCase() {
    assertThat(CommandRun.of("summary", "--preset", "MoBiLe").out()).contains("5,326,716");
    String sheet = folder.resolve("sheet.png").toString();
    CommandRun run =
        CommandRun.of(
            "augment", "--data", "digits", "--rows", "1", "--recipe", "CIFAR10", "--out", sheet);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("cutout 16 px");
  }

  @Test
  void aDiagramOfAnotherFormatIsRefused() {
    Path out = folder.resolve("x.png");
    CommandRun run = CommandRun.of("diagram", "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "nasnet: --out (%s) must end in .svg, the only format of a diagram; try %s%n"
                .formatted(out, folder.resolve("x.svg")));
    assertThat(out).doesNotExist();
    for (String name : new String[] {"x.SVG", "diagram"}) {
      Path file = folder.resolve(name);
      assertThat(CommandRun.of("diagram", "--out", file.toString()).exitCode()).isZero();
      assertThat(Files.exists(file)).isTrue();
    }
  }
}
