package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of a description's layers, and the members of their JSON objects. */
class LayerGraphTest {
  @Test
  void layersThatDoNothingAreTakenAway() {
    LayerGraph graph =
        new Layers()
            .add("flip", "RandomFlip", "")
            .add("conv", "Conv2D", "")
            .add("noise", "GaussianNoise", "")
            .add("linear", "Activation", "'activation': 'linear'")
            .add("relu", "Activation", "'activation': 'relu'")
            .add("drop", "Dropout", "")
            .graph();
    assertThat(graph.layer("drop")).isPresent();
    assertThat(graph.readers("conv")).extracting(KerasLayer::name).containsExactly("noise");
    LayerGraph rest = graph.withoutIdle();
    assertThat(rest.layers().keySet()).containsExactly("conv", "relu");
    assertThat(rest.output()).isEqualTo("relu");
    assertThat(rest.input()).isEqualTo("image");
    assertThat(rest.layer("conv").orElseThrow().inputs()).containsExactly("image");
    assertThat(rest.layer("relu").orElseThrow().inputs()).containsExactly("conv");
    assertThat(rest.readers("image")).extracting(KerasLayer::name).containsExactly("conv");
    assertThat(rest.layer("drop")).isEmpty();
  }

  @Test
  void idleLayersThatReadThemselvesAreRefused() {
    Map<String, KerasLayer> layers = new LinkedHashMap<>();
    layers.put("a", Layers.of("a", "Dropout", "", Optional.empty(), false, "b"));
    layers.put("b", Layers.of("b", "Dropout", "", Optional.empty(), false, "a"));
    LayerGraph graph = new LayerGraph(layers, "image", List.of(), "a");
    assertThatThrownBy(graph::withoutIdle)
        .isInstanceOf(UnfollowedLayerException.class)
        .hasMessage("layer a reads itself");
  }

  @Test
  void anIdleLayerReadsOneTensor() {
    KerasLayer two = Layers.of("mix", "MixUp", "", Optional.empty(), false, "a", "b");
    assertThatThrownBy(() -> new Layers().add(two).graph().withoutIdle())
        .hasMessage("layer mix (MixUp) reads 2 tensors, where it takes one");
  }

  @Test
  void membersAreReadByTheirKinds() {
    Config config =
        config(
            "'a': 'text', 'b': 2.5, 'c': true, 'd': null, 'e': [1, [2, 3.5, 'x'], 4],"
                + " 'f': {'class_name': 'Relu', 'config': 'gelu'}, 'g': {'class_name': 'Relu'}");
    assertThat(config.text("a")).contains("text");
    assertThat(config.text("b")).isEmpty();
    assertThat(config.number("b")).contains(2.5);
    assertThat(config.number("a")).isEmpty();
    assertThat(config.number("c")).isEmpty();
    assertThat(config.flag("c", false)).isTrue();
    assertThat(config.flag("a", true)).isTrue();
    assertThat(config.flag("none", false)).isFalse();
    assertThat(config.get("d")).isEmpty();
    assertThat(config.list("e")).hasSize(3);
    assertThat(config.list("a")).isEmpty();
    assertThat(config.integers("e")).containsExactly(1, 2, 4);
    assertThat(config.integers("b")).isEmpty();
    assertThat(config.object("f").text("config")).contains("gelu");
    assertThat(config.object("a").json().size()).isZero();
    assertThat(config.word("f")).contains("gelu");
    assertThat(config.word("g")).contains("Relu");
    assertThat(config.word("a")).contains("text");
    assertThat(config.word("e")).isEmpty();
    assertThatThrownBy(() -> Config.of(config.get("e").orElseThrow()))
        .hasMessage("a part of the description is no JSON object");
  }

  @Test
  void tuplesBecomeArrays() {
    JsonObject json =
        config("'a': {'class_name': '__tuple__', 'items': [1, {'class_name': '__tuple__'}]}")
            .json();
    assertThat(Tuples.unwrapped(json)).hasToString("{\"a\":[1,[]]}");
    JsonObject other = config("'a': [{'class_name': 'Dense', 'items': [1]}]").json();
    assertThat(Tuples.unwrapped(other)).isEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'dtype': 'float32' | float32 | true",
        "'dtype': 'mixed_float16' | mixed_float16 | true",
        "'dtype': {'class_name': 'DTypePolicy', 'config': {'name': 'bfloat16'}} | bfloat16 | true",
        "'dtype': {'class_name': 'half'} | half | true",
        "'dtype': {'config': 'float64'} | float64 | true",
        "'dtype': 'int32' | int32 | false",
        "'quantization_mode': 'int4', 'dtype': 'float32' | int4 | false",
        "'quantization_config': {'class_name': 'Int8QuantizationConfig'} | int8 | false",
      })
  void typesAreReadByName(String config, String name, boolean isFloat) {
    KerasLayer layer = Layers.of("a", "Dense", config, Optional.empty(), false, "image");
    assertThat(DataTypes.name(layer)).contains(name);
    if (isFloat) {
      DataTypes.check(layer);
    } else {
      assertThatThrownBy(() -> DataTypes.check(layer))
          .hasMessageStartingWith("layer a (Dense) has the type " + name);
    }
  }

  private static Config config(String members) {
    String text = "{" + members.replace('\'', '"') + "}";
    return new Config(JsonParser.parseString(text).getAsJsonObject());
  }
}
