package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.nasnet.problem.InvalidInputException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecJsonTest {
  static Stream<NasNetSpec> specs() {
    return Stream.of(
        NasNetSpec.large(),
        NasNetSpec.mobile(),
        NasNetSpec.xceptionSized(),
        NasNetSpec.cifar(),
        NasNetSpec.mobile().toBuilder().noTop(Pooling.MAX).build(),
        NasNetSpec.cifar().toBuilder().dialect(Dialect.SLIM).logits().classes(7).build(),
        NasNetSpec.large().toBuilder()
            .name("other")
            .notation("2@192")
            .stemFilters(8)
            .size(new ImageSize(96, 128))
            .poolPadding(PoolPadding.TIMM)
            .batchNormMomentum(0.1)
            .batchNormEpsilon(3e-7)
            .dropout(0.25)
            .auxiliaryHead(true)
            .dropPathKeep(0.7)
            .build());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("specs")
  void whatIsWrittenReadsBackEqual(NasNetSpec spec) {
    assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", "[]", "7", "null", "{", "{\"cells\": }", "{} {}", "{}"})
  void whatIsNoSpecIsRefused(String text) {
    assertThatThrownBy(() -> SpecJson.read(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("spec JSON ")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "'\"cells\": 4', '\"cells\": 4.5', spec JSON's cells (4.5) must be a whole number",
    "'\"cells\": 4', '\"cells\": \"4\"', spec JSON's cells (\"4\") must be a number",
    "'\"cells\": 4', '\"cells\": [4]', spec JSON's cells ([4]) must be a single value",
    "'\"cells\": 4', '\"cells\": 0', cells (0) must be within 1 and 200",
    "'\"cells\": 4', '\"cells\": 2147483647', cells (2147483647) must be within 1 and 200",
    "'\"cells\": 4', '\"cells\": 2147483648', cells (2147483648) must be a whole number",
    "'\"cells\": 4,', '', spec JSON lacks cells",
    "'\"cells\": 4,', '\"cells\": 4, \"more\": 1,', spec JSON has unknown members [more]",
    "'\"activation\": \"softmax\"', '\"softmax\": 1', spec JSON's softmax (1) must be true or"
        + " false",
    "'\"softmax\"', '\"tanh\"', 'activation (\"tanh\") must be one of softmax, sigmoid, linear'",
    "'\"avg\"', '\"none\"', pooling (none) must be avg or max before a classifier",
    "'\"direct\"', '\"around\"', 'wiring (\"around\") must be one of skip, direct'",
    "'\"224\"', '224', spec JSON's size (224) must be text",
    "'1056', '1000', penultimateFilters (1000) must be a multiple of 96",
  })
  void aWrongMemberIsNamed(String part, String replacement, String message) {
    String text = SpecJson.write(NasNetSpec.mobile());
    assertThat(text).contains(part);
    assertThatThrownBy(() -> SpecJson.read(text.replace(part, replacement)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theTextIsForPeople() {
    assertThat(SpecJson.write(NasNetSpec.cifar()))
        .contains("\"stem\": \"cifar\"", "\"size\": \"32\"", "\"classes\": 10");
  }

  /** Earlier versions wrote softmax, true or false, and no pooling. */
  @ParameterizedTest
  @CsvSource({"true, SOFTMAX", "false, LINEAR"})
  void theHeadOfEarlierVersionsIsRead(boolean softmax, HeadActivation activation) {
    JsonObject json = SpecJson.toJson(NasNetSpec.mobile());
    json.remove("activation");
    json.remove("pooling");
    json.addProperty("softmax", softmax);
    assertThat(SpecJson.fromJson(json).head())
        .isEqualTo(new Head.Classifier(1000, activation, Pooling.AVG));
  }
}
