package dev.nasnet.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.ColorDistortion;
import dev.nasnet.data.augment.Crop;
import dev.nasnet.data.augment.RandAugment;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The members of a recipe in JSON, which files of earlier versions have, and its options. */
class RecipeFormTest {
  private static final Recipe OTHER =
      Recipe.STANDARD.toBuilder()
          .epochs(20)
          .batch(24)
          .accumulate(4)
          .towers(3)
          .precision(new Precision(Precision.Type.FLOAT16, 1024, 7))
          .learningRate(new LearningRate.WarmUp(new LearningRate.Staircase(0.5, 0.97, 2.5), 0.75))
          .optimizer(new Optimizer.AdamW(0.8, 0.99, 1e-6, 0.25))
          .l2(0.125)
          .labelSmoothing(0.1)
          .classWeights(List.of(0.5, 2.0))
          .balancedSampling(true)
          .augmentation(
              new Augmentation(
                  new Crop.Central(0.3),
                  true,
                  ColorDistortion.FULL,
                  3,
                  0.1,
                  0.2,
                  0.3,
                  new RandAugment(2, 9)))
          .evaluationCrop(0.875)
          .clipNorm(10)
          .auxiliaryWeight(0.6)
          .averageDecay(0.99)
          .batchNormSchedule(BatchNormSchedule.CONSTANT)
          .tuning(
              new FineTuning(
                  List.of("stem", "cell_0..cell_1"),
                  2,
                  true,
                  List.of(new FineTuning.GroupRate("head", 10))))
          .stopping(new EarlyStopping(3, EarlyStopping.Monitor.LOSS))
          .seed(42)
          .build();

  private static final String JSON =
      """
      {"version": 1, "epochs": 20, "batch": 24, "accumulate": 4, "towers": 3,
       "precision": {"type": "float16", "lossScale": 1024.0, "growthSteps": 7},
       "learningRate": {"schedule": "staircase", "rate": 0.5, "factor": 0.97, "every": 2.5,
         "warmUp": 0.75},
       "optimizer": {"name": "adamw", "beta1": 0.8, "beta2": 0.99, "epsilon": 1.0E-6,
         "weightDecay": 0.25},
       "l2": 0.125, "multiLabel": false, "labelSmoothing": 0.1, "classWeights": [0.5, 2.0],
       "balancedSampling": true,
       "augmentation": {"crop": "central", "share": 0.3, "flip": true, "color": "full",
         "cutout": 3, "erasing": 0.1, "mixup": 0.2, "cutMix": 0.3,
         "randAugment": {"operations": 2, "magnitude": 9}},
       "evaluationCrop": 0.875, "clipNorm": 10.0, "auxiliaryWeight": 0.6, "averageDecay": 0.99,
       "batchNormSchedule": "constant",
       "tuning": {"frozen": ["stem", "cell_0..cell_1"], "unfreezeAfter": 2,
         "freezeBatchNorm": true, "rates": [{"layers": "head", "factor": 10.0}]},
       "stopping": {"patience": 3, "monitor": "loss"}, "seed": 42}
      """;

  @Test
  void everyMemberIsWrittenAndReadByItsName() {
    assertThat(RecipeJson.write(OTHER).toString()).isEqualTo(object(JSON).toString());
    assertThat(RecipeJson.read(object(JSON))).isEqualTo(OTHER);
    assertThat(OTHER.toBuilder().build()).isEqualTo(OTHER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "whole    | {\"crop\":\"whole\"}",
        "shifted  | {\"crop\":\"shifted\"}",
        "inception| {\"crop\":\"inception\"}"
      })
  void cropsHaveWords(String word, String json) {
    Recipe read = read("augmentation", json);
    String written =
        RecipeJson.write(read).getAsJsonObject("augmentation").get("crop").getAsString();
    assertThat(written).isEqualTo(word);
    assertThat(read.augmentation().crop().getClass().getSimpleName()).isEqualToIgnoringCase(word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "optimizer | {\"name\":\"momentum\",\"momentum\":0.5}",
        "optimizer | {\"name\":\"rmsprop\",\"decay\":0.8,\"momentum\":0.5,\"epsilon\":0.25}",
        "optimizer | {\"name\":\"adam\",\"beta1\":0.5,\"beta2\":0.75,\"epsilon\":0.125}",
        "learningRate | {\"schedule\":\"constant\",\"rate\":0.5,\"warmUp\":0.0}",
        "learningRate | {\"schedule\":\"cosine\",\"rate\":0.5,\"warmUp\":2.0}"
      })
  void otherKindsHaveOtherMembers(String member, String json) {
    assertThat(RecipeJson.write(read(member, json)).get(member)).hasToString(json);
  }

  @Test
  void anEmptyObjectHasTheDefaults() {
    for (String member : List.of("precision", "augmentation", "tuning", "stopping")) {
      Recipe expected =
          Recipe.STANDARD.toBuilder().batchNormSchedule(BatchNormSchedule.CONSTANT).build();
      assertThat(read(member, "{}")).as(member).isEqualTo(expected);
    }
    assertThat(read("augmentation", "{\"randAugment\": {}}").augmentation().randAugment())
        .isEqualTo(RandAugment.NONE);
    assertThat(read("tuning", "{\"frozen\": [\"stem\"]}").tuning())
        .isEqualTo(new FineTuning(List.of("stem"), 0, false, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"precision\": {\"bits\": 8}}",
        "{\"learningRate\": {\"schedule\": \"cosine\", \"rate\": 1, \"bits\": 8}}",
        "{\"optimizer\": {\"name\": \"momentum\", \"momentum\": 0, \"bits\": 8}}",
        "{\"augmentation\": {\"randAugment\": {\"bits\": 8}}}",
        "{\"tuning\": {\"bits\": 8}}",
        "{\"tuning\": {\"rates\": [{\"layers\": \"stem\", \"factor\": 1, \"bits\": 8}]}}",
        "{\"stopping\": {\"bits\": 8}}"
      })
  void unknownMembersOfEachObjectAreRefused(String text) {
    JsonObject json = object(text);
    json.addProperty("version", RecipeJson.VERSION);
    assertThatThrownBy(() -> RecipeJson.read(json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("unknown members (bits)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "augmentation | {\"crop\":\"half\"} | must be whole, central, shifted or inception",
        "learningRate | {\"schedule\":\"line\",\"rate\":1} | must be constant, cosine or staircase",
        "stopping | {\"monitor\":\"f1\"} | monitor (\"f1\")"
      })
  void unknownWordsAreRefused(String member, String json, String message) {
    assertThatThrownBy(() -> read(member, json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everyValueIsNamedByItsOption() {
    Map<String, String> values = OptionValues.of(OTHER);
    assertThat(values)
        .containsEntry("--epochs", "20")
        .containsEntry("--mixed-precision", "float16")
        .containsEntry("--schedule", "staircase")
        .containsEntry("--warm-up", "0.75")
        .containsEntry("--class-weights", "0.5,2.0")
        .containsEntry("--freeze", "stem,cell_0..cell_1")
        .containsEntry("--lr-scale", "head=10.0")
        .containsEntry("magnitude of --rand-augment", "9")
        .containsEntry("--seed", "42")
        .doesNotContainKey("version");
    assertThat(values.keySet()).startsWith("--epochs", "--batch").endsWith("--monitor", "--seed");
    assertThat(OptionValues.of(Recipe.STANDARD)).containsEntry("--freeze", "none");
  }

  @Test
  void aPresetNamesItsSource() {
    for (RecipePreset preset : RecipePreset.values()) {
      assertThat(preset.source()).contains("TF-slim's nasnet.").contains("the paper's");
    }
  }

  private static Recipe read(String member, String value) {
    JsonObject json = new JsonObject();
    json.addProperty("version", RecipeJson.VERSION);
    json.add(member, object(value));
    return RecipeJson.read(json);
  }

  private static JsonObject object(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
