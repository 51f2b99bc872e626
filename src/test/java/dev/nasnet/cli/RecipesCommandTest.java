package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesCommandTest {
  @TempDir Path folder;

  @Test
  void recipesArePrintedWithTheirSource() {
    CommandRun text = CommandRun.of("recipes");
    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains("imagenet-large\n", "cifar10\n", "source ", "large_imagenet");
    // No text of a Java record.
    assertThat(text.out())
        .contains("0.025, along half a cosine to 0\n", "momentum (0.9)\n")
        .doesNotContain("[", "=");
    var all = JsonParser.parseString(CommandRun.of("recipes", "--json").out()).getAsJsonArray();
    assertThat(all).hasSize(3);
    var mobile = all.get(1).getAsJsonObject();
    assertThat(mobile.get("name").getAsString()).isEqualTo("imagenet-mobile");
    assertThat(mobile.get("l2").getAsDouble()).isEqualTo(4e-5);
    assertThat(mobile.get("crop").getAsString()).isEqualTo("inception");
    assertThat(mobile.get("color").getAsString()).isEqualTo("fast");
    assertThat(mobile.get("evaluationCrop").getAsDouble()).isEqualTo(0.875);
    var cifar = all.get(2).getAsJsonObject();
    assertThat(cifar.get("cutout").getAsInt()).isEqualTo(16);
    assertThat(cifar.get("crop").getAsString()).isEqualTo("shifted");
    assertThat(mobile.get("ratePerExample").getAsDouble()).isEqualTo(1.25e-3);
  }

  @Test
  void aRecipeRunsWithItsFiguresButForTheOptionsGiven() throws Exception {
    CommandRun run = train("--batch", "600", "--epochs", "1", "--drop-path-keep", "0.9");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("nasnet: recipe cifar10: lr 0.46875, that is 0.025 x batch 600 / 32");
    String told = Files.readString(folder.resolve("run/run.json"));
    assertThat(told)
        .contains(
            "\"clipNorm\": 5.0", "\"l2\": 5.0E-4", "\"rate\": 0.46875", "\"schedule\": \"cosine\"");
    assertThat(told)
        .containsPattern("\"dropPathKeep\": ?0.9")
        .containsPattern("\"auxiliaryHead\": ?true")
        .containsPattern("\"batchNormMomentum\": ?0.9\\b");
  }

  @Test
  void aGivenRateWinsAndTheAuxiliaryHeadCanBeLeftOut() throws Exception {
    CommandRun run =
        train(
            "--batch",
            "600",
            "--epochs",
            "1",
            "--lr",
            "0.1",
            "--no-aux-head",
            "--l2",
            "0",
            "--mixup",
            "0.3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("lr 0.1, as given, not 0.025 x batch 600 / 32");
    String told = Files.readString(folder.resolve("run/run.json"));
    assertThat(told).contains("\"l2\": 0.0", "\"rate\": 0.1", "\"cutout\": 4", "\"mixup\": 0.3");
    assertThat(told).containsPattern("\"auxiliaryHead\": ?false");
  }

  private CommandRun train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", "digits"));
    arguments.addAll(List.of("--recipe", "cifar10", "--spec", "1@24", "--stem-filters", "6"));
    arguments.addAll(
        List.of("--size", "9", "--cutout", "4", "--out", folder.resolve("run").toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
