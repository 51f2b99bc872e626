package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.problem.InvalidInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A description of which one thing is changed is refused by the layer's name. */
class KerasModelTest {
  private static final NasNetSpec SPEC =
      NasNetSpec.of("2@96").toBuilder()
          .size(new ImageSize(64, 48))
          .classes(3)
          .wiring(Wiring.SKIP)
          .build();
  private static final String TEXT = KerasConfigs.text(SPEC);

  @Test
  void aSoundDescriptionIsFollowed() {
    NasNetSpec spec = KerasModel.read("some.keras", TEXT, Optional.empty()).spec();
    assertThat(spec.toBuilder().name("nasnet").build())
        .isEqualTo(SPEC.toBuilder().name("nasnet").build());
  }

  /** Of the last layer of a class, an argument is set to another value. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "Conv2D, filters, 7",
    "Conv2D, use_bias, true",
    "Conv2D, padding, '\"causal\"'",
    "Conv2D, strides, '[2, 2]'",
    "Conv2D, kernel_size, '[3, 3]'",
    "Conv2D, dilation_rate, '[2, 2]'",
    "Conv2D, groups, 2",
    "Conv2D, activation, '\"relu\"'",
    "SeparableConv2D, depth_multiplier, 2",
    "SeparableConv2D, kernel_size, '[9, 9]'",
    "SeparableConv2D, data_format, '\"channels_first\"'",
    "BatchNormalization, epsilon, 0.01",
    "BatchNormalization, momentum, 0.5",
    "BatchNormalization, center, false",
    "BatchNormalization, scale, false",
    "BatchNormalization, axis, 1",
    "Activation, activation, '\"gelu\"'",
    "AveragePooling2D, pool_size, '[2, 2]'",
    "AveragePooling2D, padding, '\"valid\"'",
    "MaxPooling2D, strides, '[3, 3]'",
    "ZeroPadding2D, padding, '[[0, 0], [0, 0]]'",
    "Cropping2D, cropping, '[[0, 1], [0, 1]]'",
    "Concatenate, axis, 1",
    "GlobalAveragePooling2D, keepdims, true",
    "Dense, activation, '\"tanh\"'",
    "Conv2D, dtype, '\"int8\"'",
  })
  void anotherArgumentIsRefused(String kerasClass, String argument, String value) {
    JsonObject model = JsonParser.parseString(TEXT).getAsJsonObject();
    JsonObject layer = KerasConfigs.last(model, kerasClass);
    layer.getAsJsonObject("config").add(argument, JsonParser.parseString(value));
    String name = layer.getAsJsonObject("config").get("name").getAsString();
    assertThatThrownBy(() -> KerasModel.read("some.keras", model.toString(), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer %s (%s)".formatted(name, kerasClass))
        .hasMessageNotContaining("\n");
  }

  @Test
  void anotherWiringIsRefused() {
    JsonObject model = JsonParser.parseString(TEXT).getAsJsonObject();
    JsonObject add = KerasConfigs.last(model, "Add");
    JsonElement first = KerasConfigs.last(model, "SeparableConv2D").get("inbound_nodes").deepCopy();
    String nodes = add.get("inbound_nodes").toString();
    String once = first.toString().replaceAll("^\\[\\[|\\]\\]$", "");
    add.add("inbound_nodes", JsonParser.parseString("[[" + once + "," + once + "]]"));
    assertThat(add.get("inbound_nodes")).isNotEqualTo(JsonParser.parseString(nodes));
    assertThatThrownBy(() -> KerasModel.read("some.keras", model.toString(), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer ");
  }
}
