package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options that are taken from the run that is resumed, or from a file. */
class ResumeOptionsTest {
  private static final List<String> TINY =
      List.of(
          "train",
          "--data",
          "digits",
          "--preset",
          "cifar",
          "--spec",
          "1@24",
          "--stem-filters",
          "6",
          "--size",
          "8",
          "--batch",
          "600",
          "--no-report",
          "--no-tensorboard");

  @TempDir private Path folder;

  @Test
  void aRunIsResumedAndExtendedWithoutItsOtherOptions() throws IOException {
    String run = folder.resolve("run").toString();
    assertThat(train(TINY, "--epochs", "1", "--lr", "0.03", "--dropout", "0.2", "--out", run))
        .contains("epoch 1/1");
    assertThat(train(List.of("train"), "--resume", "--epochs", "2", "--out", run))
        .contains("epoch 2/2");
    CommandRun fewer = CommandRun.of("train", "--resume", "--epochs", "1", "--out", run);
    assertThat(fewer.exitCode()).isEqualTo(2);
    assertThat(fewer.err()).contains("recipe's --epochs 2, not 1");
    CommandRun other = CommandRun.of("train", "--resume", "--dropout", "0", "--out", run);
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("network's dropout 0.2, not 0");

    JsonObject kept = recipe(folder.resolve("run"));
    String again = folder.resolve("again").toString();
    assertThat(
            train(List.of("train"), "--config", run + "/run.json", "--epochs", "1", "--out", again))
        .contains("epoch 1/1");
    JsonObject found = recipe(folder.resolve("again"));
    assertThat(found.get("epochs").getAsInt()).isEqualTo(1);
    kept.addProperty("epochs", 1);
    assertThat(found).isEqualTo(kept);
  }

  @Test
  void aPrintedConfigurationDescribesTheSameTraining() throws IOException {
    String out = folder.resolve("none").toString();
    List<String> options = new ArrayList<>(TINY);
    options.addAll(
        List.of("--recipe", "cifar10", "--freeze", "stem", "--no-aux-head", "--out", out));
    String printed = train(options, "--print-config");
    Path file = Files.writeString(folder.resolve("config.json"), printed);
    assertThat(train(List.of("train"), "--config", file.toString(), "--out", out, "--print-config"))
        .isEqualTo(printed);
    assertThat(printed).isNotEqualTo(train(TINY, "--out", out, "--print-config"));
    assertThat(Path.of(out)).doesNotExist();

    Files.writeString(file, "{\"data\": \"digits\", \"epochz\": 3}");
    CommandRun refused = CommandRun.of("train", "--config", file.toString(), "--out", out);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("no option (epochz)");
  }

  private static JsonObject recipe(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("run.json")))
        .getAsJsonObject()
        .getAsJsonObject("recipe");
  }

  private static String train(List<String> options, String... more) {
    List<String> words = new ArrayList<>(options);
    words.addAll(List.of(more));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }
}
