package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayerCall;
import dev.nasnet.architecture.Location;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arguments of Keras's layers with which they compute what a layer of NASNet computes. */
class ComparisonTest {
  private static final LayerCall CALL =
      new LayerCall(
          "ours",
          Location.of(Block.STEM, Location.Role.STEM),
          List.of("image"),
          OutputShape.map(9, 9, 6));
  private static final Window VALID = new Window(3, 2, 2, Padding.VALID);
  private static final Map<String, Layer> LAYERS =
      Map.of(
          "conv", new WeightedLayer.Conv2D(CALL, VALID, 3, false),
          "wide", new WeightedLayer.Conv2D(CALL, new Window(3, 3, 1, Padding.SAME, 2), 3, false),
          "sep", new WeightedLayer.SeparableConv2D(CALL, VALID, 3),
          "norm", new WeightedLayer.BatchNormalization(CALL, 0.99, 1e-3),
          "relu", new Layer.Activation(CALL),
          "avg", new Layer.AveragePooling2D(CALL, Window.square(3, 2, Padding.SAME)),
          "max", new Layer.MaxPooling2D(CALL, Window.square(3, 3, Padding.VALID)),
          "pad", new Layer.ZeroPadding2D(CALL, new Border(1, 2, 3, 4)),
          "crop", new Layer.Cropping2D(CALL, new Border(1, 1, 2, 2)),
          "join", new Layer.Concatenate(CALL));

  private static final String CONV =
      "\"filters\": 6, \"kernel_size\": [3, 2], \"strides\": 2, \"use_bias\": false";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "conv | Conv2D | CONV",
        "conv | Conv2DV2 | CONV",
        "conv | Conv2D | CONV, \"padding\": \"VALID\", \"groups\": 1, \"dilation_rate\": 1",
        "conv | Conv2D | CONV, \"activation\": null, \"data_format\": \"channels_last\"",
        "conv | Conv2D | CONV, \"activation\": {\"class_name\": \"linear\"}",
        "sep | SeparableConv2D | CONV, \"depth_multiplier\": 1",
        "wide | Conv2D | \"filters\": 6, \"kernel_size\": 3, \"use_bias\": false,"
            + " \"dilation_rate\": [2, 2], \"padding\": \"same\"",
        "norm | BatchNormalization | \"axis\": -1",
        "norm | BatchNormalizationV1 | \"axis\": [3], \"momentum\": 0.99, \"epsilon\": 0.001",
        "norm | SyncBatchNormalization | \"center\": true, \"scale\": true, \"renorm\": false",
        "relu | Activation | \"activation\": \"relu\"",
        "relu | ReLU | \"max_value\": null, \"negative_slope\": 0.0, \"threshold\": 0",
        "avg | AveragePooling2D | \"pool_size\": 3, \"strides\": [2, 2], \"padding\": \"same\"",
        "max | MaxPooling2D | \"pool_size\": [3, 3]",
        "max | MaxPooling2D | \"pool_size\": 3, \"strides\": 3, \"padding\": \"valid\"",
        "pad | ZeroPadding2D | \"padding\": [[1, 2], [3, 4]]",
        "crop | Cropping2D | \"cropping\": [1, 2]",
        "join | Concatenate | \"axis\": 3",
        "join | Concatenate | \"name\": \"any\"",
      })
  void theSameComputation(String ours, String kerasClass, String config) {
    assertThatCode(() -> Comparison.require(layer(ours), theirs(kerasClass, config)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "conv | Conv2D | CONV, \"filters\": 7 | filters 7, where NASNet has 6",
        "conv | Conv2D | \"kernel_size\": [3, 2] | filters none, where NASNet has 6",
        "conv | Conv2D | CONV, \"kernel_size\": [2, 3] | kernel_size [2, 3], where NASNet has [3,",
        "conv | Conv2D | CONV, \"kernel_size\": 3 | kernel_size [3, 3], where NASNet has [3, 2]",
        "conv | Conv2D | CONV, \"strides\": [2, 1] | strides [2, 1], where NASNet has [2, 2]",
        "conv | Conv2D | CONV, \"strides\": null | strides [1, 1], where NASNet has [2, 2]",
        "conv | Conv2D | CONV, \"padding\": \"same\" | padding same, where NASNet has valid",
        "conv | Conv2D | CONV, \"use_bias\": true | use_bias true, where NASNet has false",
        "conv | Conv2D | CONV, \"use_bias\": null | use_bias true, where NASNet has false",
        "conv | Conv2D | CONV, \"groups\": 2 | groups [2], where NASNet has 1",
        "conv | Conv2D | CONV, \"dilation_rate\": 2 | dilation_rate [2, 2], where NASNet has [1,"
            + " 1]",
        "conv | Conv2D | CONV, \"activation\": \"relu\" | activation relu, where NASNet has linear",
        "conv | Conv2D | CONV, \"data_format\": \"channels_first\" | has data_format"
            + " channels_first,",
        "conv | DepthwiseConv2D | CONV | stands where NASNet has ours (Conv2D)",
        "sep | SeparableConv2D | CONV, \"depth_multiplier\": 2 | depth_multiplier [2], where",
        "sep | SeparableConv2D | CONV, \"filters\": 5 | filters 5, where NASNet has 6",
        "sep | SeparableConv2D | CONV, \"use_bias\": true | use_bias true, where NASNet has false",
        "norm | BatchNormalization | \"axis\": 1 | axis [1], where NASNet has the last",
        "norm | BatchNormalization | \"momentum\": 0.9 | momentum 0.9, where NASNet has 0.99",
        "norm | BatchNormalization | \"epsilon\": 0.002 | epsilon 0.002, where NASNet has 0.001",
        "norm | BatchNormalization | \"center\": false | center false, where NASNet has true",
        "norm | BatchNormalization | \"scale\": false | scale false, where NASNet has true",
        "norm | BatchNormalization | \"renorm\": true | renorm true, where NASNet has false",
        "relu | Activation | \"activation\": \"gelu\" | activation gelu, where NASNet has relu",
        "relu | Activation | \"name\": \"a\" | activation linear, where NASNet has relu",
        "relu | ReLU | \"max_value\": 6.0 | max_value 6.0, where NASNet has none",
        "relu | ReLU | \"negative_slope\": 0.5 | negative_slope 0.5, where NASNet has 0",
        "relu | ReLU | \"alpha\": 0.5 | alpha 0.5, where NASNet has 0",
        "relu | ReLU | \"threshold\": 1 | threshold 1.0, where NASNet has 0",
        "avg | AveragePooling2D | \"pool_size\": 2 | pool_size [2, 2], where NASNet has [3, 3]",
        "avg | AveragePooling2D | \"pool_size\": 3, \"padding\": \"same\" | strides [3, 3], where",
        "max | MaxPooling2D | \"pool_size\": 2 | pool_size [2, 2], where NASNet has [3, 3]",
        "max | MaxPooling2D | \"strides\": 3 | pool_size [], where NASNet has [3, 3]",
        "pad | ZeroPadding2D | \"padding\": [[1, 2], [3, 5]] | padding [1, 2, 3, 5], where",
        "pad | ZeroPadding2D | \"padding\": 1 | padding [1, 1, 1, 1], where NASNet has [1, 2, 3,"
            + " 4]",
        "crop | Cropping2D | \"cropping\": [2, 1] | cropping [2, 2, 1, 1], where NASNet has [1, 1,",
        "join | Concatenate | \"axis\": 2 | axis [2], where NASNet has the last",
      })
  void anotherComputation(String ours, String kerasClass, String config, String message) {
    assertThatThrownBy(() -> Comparison.require(layer(ours), theirs(kerasClass, config)))
        .isInstanceOf(UnfollowedLayerException.class)
        .hasMessageStartingWith("layer theirs (" + kerasClass + ") ")
        .hasMessageContaining(message);
  }

  @Test
  void aNumberBesideTheTensorsIsRefused() {
    Layer ours = new Layer.Add(CALL);
    KerasLayer plain = theirs("Add", "\"name\": \"theirs\"");
    Comparison.require(ours, plain);
    KerasLayer theirs =
        new KerasLayer(
            "id",
            "theirs",
            "Add",
            plain.config(),
            List.of("a"),
            Optional.of(2.0),
            false,
            "theirs",
            "");
    assertThatThrownBy(() -> Comparison.require(ours, theirs))
        .hasMessage("layer theirs (Add) calculates with a number, where NASNet has ours");
  }

  private static Layer layer(String name) {
    return Optional.ofNullable(LAYERS.get(name)).orElseThrow();
  }

  private static KerasLayer theirs(String kerasClass, String config) {
    JsonObject json = object(config.startsWith("CONV") ? CONV : "");
    JsonObject others = object(config.replaceFirst("^CONV,? ?", ""));
    others.entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
    return new KerasLayer(
        "id",
        "theirs",
        kerasClass,
        new Config(json),
        List.of("a"),
        Optional.empty(),
        false,
        "theirs",
        "");
  }

  private static JsonObject object(String members) {
    return JsonParser.parseString("{" + members + "}").getAsJsonObject();
  }
}
