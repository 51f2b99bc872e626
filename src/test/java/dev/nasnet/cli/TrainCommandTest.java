package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
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
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class TrainCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lr NaN | lr (NaN) must be a finite number above 0",
        "--lr -1 | lr (-1.0) must be a finite number above 0",
        "--warm-up -1 | warm-up (-1.0) must be a finite number above 0",
        "--label-smoothing 1 | label-smoothing (1.0) must be",
        "--averages 1 | averages (1.0) must be at least 0 and below 1",
        "--clip NaN | --l2 (1.0E-4), --clip (NaN)",
        "--epochs 0 | --epochs (0) and --batch (32) must be at least 1",
        "--until 11 | until (11) must be 1 to --epochs, here 10",
        "--batch 2000 | batch (2000) must be at most",
        "--optimizer sgd | --optimizer",
        "--threads -1 | threads (-1) must be at least 0",
        "--held-out 0.3 | held-out (0.3) must be omitted for digits",
        "--held-out 1 | held-out (1.0) must be omitted for digits"
      })
  void whatMakesNoSenseIsRefusedInOneLine(String options, String message) {
    CommandRun run = train(options.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).contains(message);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aRunInTwoGoesAnswersOneObjectAnEpoch() {
    CommandRun first = train("--until", "1", "--json", "--epochs", "2", "--batch", "600");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(epoch(first)).isEqualTo(1);
    CommandRun again = train("--epochs", "2", "--batch", "600");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).hasLineCount(1).contains("--resume");
    CommandRun other = train("--resume", "--epochs", "1", "--batch", "600");
    assertThat(other.exitCode()).isEqualTo(2);
    CommandRun second =
        train("--resume", "--json", "--epochs", "2", "--batch", "600", "--threads", "1");
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(epoch(second)).isEqualTo(2);
  }

  /** Cut off; no JSON; and one bit of the data's hash, which no parser sees. */
  @ParameterizedTest
  @ValueSource(strings = {"cut", "text", "bit"})
  void aDamagedDescriptionIsTakenFromACheckpoint(String damage) throws IOException {
    String[] options = {"--resume", "--epochs", "2", "--batch", "600"};
    assertThat(train("--until", "1", "--epochs", "2", "--batch", "600").exitCode()).isZero();
    Path file = folder.resolve("run/run.json");
    String whole = Files.readString(file);
    int at = whole.indexOf("dataSha256") + 15;
    String bit = whole.substring(0, at) + (char) (whole.charAt(at) ^ 1) + whole.substring(at + 1);
    Files.writeString(
        file,
        switch (damage) {
          case "cut" -> whole.substring(0, whole.length() / 2);
          case "text" -> "no JSON";
          default -> bit;
        });
    CommandRun run = train(options);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("run.json was damaged: written again from a checkpoint's copy");
    assertThat(file).hasContent(whole);
    assertThat(train(options).err()).doesNotContain("damaged");
  }

  @Test
  void aLossThatIsNoNumberStopsWithStepLastGoodCheckpointAndHint() {
    CommandRun run = train("--lr", "1e30", "--epochs", "1", "--batch", "300");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .hasLineCount(7)
        .startsWith("nasnet: 1442 images to train on, 355 held out (")
        .containsPattern("is not finite at step [234]; no epoch was done; try a smaller --lr");
    assertThat(folder.resolve("run/checkpoints")).doesNotExist();
  }

  private static int epoch(CommandRun run) {
    assertThat(run.out()).hasLineCount(1);
    return JsonParser.parseString(run.out()).getAsJsonObject().get("epoch").getAsInt();
  }

  private CommandRun train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", "digits"));
    arguments.addAll(List.of("--preset", "cifar", "--spec", "1@24", "--stem-filters", "6"));
    arguments.addAll(List.of("--size", "8", "--out", folder.resolve("run").toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
