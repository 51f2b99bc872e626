package dev.nasnet.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.ColorDistortion;
import dev.nasnet.data.augment.Crop;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeJsonTest {
  static List<Recipe> recipes() {
    Augmentation all =
        new Augmentation(new Crop.Central(0.3), false, ColorDistortion.FULL, 3, 0.1, 0.2);
    FineTuning tuning =
        new FineTuning(
            List.of("stem", "cell_0..cell_1"),
            2,
            true,
            List.of(new FineTuning.GroupRate("head", 10), new FineTuning.GroupRate("stem", 0.1)));
    return List.of(
        Recipe.STANDARD,
        RecipePreset.IMAGENET_LARGE.recipe(),
        RecipePreset.CIFAR10.recipe(),
        Recipe.STANDARD.toBuilder().multiLabel(true).build(),
        Recipe.STANDARD.toBuilder()
            .optimizer(Optimizer.AdamW.STANDARD)
            .classWeights(List.of(0.5, 2.0))
            .build(),
        Recipe.STANDARD.toBuilder()
            .accumulate(4)
            .towers(2)
            .precision(new Precision(Precision.Type.BFLOAT16, 1024, 7))
            .learningRate(new LearningRate.WarmUp(new LearningRate.Constant(1.0 / 3), 0.7))
            .optimizer(Optimizer.Adam.STANDARD)
            .augmentation(all)
            .tuning(tuning)
            .stopping(new EarlyStopping(3, EarlyStopping.Monitor.LOSS))
            .seed(Long.MAX_VALUE - 1)
            .build());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void whatIsWrittenIsReadAsAnEqualRecipe(Recipe recipe) {
    String text = RecipeJson.write(recipe).toString();
    assertThat(RecipeJson.read(JsonParser.parseString(text).getAsJsonObject())).isEqualTo(recipe);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyValueHasAnOption(Recipe recipe) {
    assertThat(OptionValues.of(recipe)).containsKeys("--epochs", "--lr", "--seed", "--freeze");
  }

  @Test
  void theMonitoredFigureFollowsTheLabels() {
    Recipe multi = Recipe.STANDARD.toBuilder().multiLabel(true).build();
    assertThat(multi.stopping().monitor()).isEqualTo(EarlyStopping.Monitor.MAP);
    assertThat(multi.toBuilder().multiLabel(false).build()).isEqualTo(Recipe.STANDARD);
    EarlyStopping top1 = new EarlyStopping(2, EarlyStopping.Monitor.TOP1);
    assertThatThrownBy(() -> multi.toBuilder().stopping(top1).build())
        .hasMessageContaining("monitor (top1) must be map or loss with multi-label");
  }

  @Test
  void missingMembersHaveTheirDefault() {
    JsonObject json = JsonParser.parseString("{\"version\": 1, \"batch\": 64}").getAsJsonObject();
    assertThat(RecipeJson.read(json))
        .isEqualTo(
            Recipe.STANDARD.toBuilder()
                .batch(64)
                .batchNormSchedule(BatchNormSchedule.CONSTANT)
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"version\": 2} | recipe JSON's version (2) must be 1",
        "{\"batch\": 1} | recipe JSON lacks its member version",
        "{\"version\": 1, \"lookahead\": 5} | recipe JSON has unknown members (lookahead)",
        "{\"version\": 1, \"augmentation\": {\"blur\": 1}} | augmentation has unknown members"
            + " (blur)",
        "{\"version\": 1, \"batch\": 1.5} | recipe JSON's batch (1.5) must be a whole number",
        "{\"version\": 1, \"l2\": \"0\"} | recipe JSON's l2 (\"0\") must be a number",
        "{\"version\": 1, \"optimizer\": {\"name\": \"sgd\"}} | must be momentum, rmsprop, adam or"
            + " adamw",
        "{\"version\": 1, \"batch\": 0} | epochs (10) and batch (0) must be at least 1"
      })
  void whatIsNotUnderstoodIsRefusedByName(String text, String message) {
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    assertThatThrownBy(() -> RecipeJson.read(json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }
}
