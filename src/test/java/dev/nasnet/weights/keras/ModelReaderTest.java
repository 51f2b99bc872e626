package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptions of functional and sequential models, in the forms of Keras 2 and Keras 3. */
class ModelReaderTest {
  private static final String INPUT =
      "{'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_shape': [null, 8, 9, 3]},"
          + " 'inbound_nodes': []}";

  @Test
  void aFunctionalModelOfKeras2() {
    LayerGraph graph =
        read(
            functional(
                "[['in', 0, 0]]",
                "[['b', 0, 0]]",
                INPUT,
                layer("a", "Conv2D", "[[['in', 0, 0, {}]]]"),
                layer("b", "Conv2D", "[[['a', 0, 0, {}]]]")));
    assertThat(graph.inputShape()).containsExactly(8, 9, 3);
    assertThat(graph.input()).isEqualTo("the image");
    assertThat(graph.output()).isEqualTo("b");
    assertThat(graph.layers().keySet()).containsExactly("a", "b");
    assertThat(inputs(graph, "a")).containsExactly("the image");
    assertThat(inputs(graph, "b")).containsExactly("a");
    assertThat(graph.layer("a").orElseThrow().group()).isEqualTo("layers/conv2d");
    assertThat(graph.layer("b").orElseThrow().group()).isEqualTo("layers/conv2d_1");
    assertThat(graph.layer("b").orElseThrow().outer()).isEqualTo("b");
  }

  @Test
  void aFunctionalModelOfKeras3() {
    LayerGraph graph =
        read(
            functional(
                "['in', 0, 0]",
                "['sum', 0, 0]",
                INPUT,
                layer("a", "ReLU", call("in")),
                layer(
                    "sum", "Add", "[{'args': [[%s, %s]]}]".formatted(tensor("a"), tensor("in")))));
    assertThat(graph.output()).isEqualTo("sum");
    assertThat(inputs(graph, "sum")).containsExactly("a", "the image");
    assertThat(graph.layer("a").orElseThrow().group()).isEqualTo("layers/re_lu");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{'args': [@, 2.5]}] | 2.5 | false",
        "[{'args': [2.5, @]}] | 2.5 | true",
        "[{'args': [@], 'kwargs': {'y': 3}}] | 3 | false",
        "[{'args': [@], 'kwargs': {'x2': 3}}] | 3 | false",
        "[['in', 0, 0, {'y': 3}]] | 3 | false",
        "[[['in', 0, 0, {'y': 3, 'name': 'n'}]]] | 3 | false",
      })
  void aNumberBesideTheTensor(String nodes, double number, boolean isFirst) {
    String text = nodes.replace("@", tensor("in"));
    LayerGraph graph =
        read(functional("[['in', 0, 0]]", "[['a', 0, 0]]", INPUT, layer("a", "Multiply", text)));
    KerasLayer layer = graph.layer("a").orElseThrow();
    assertThat(layer.operand()).contains(number);
    assertThat(layer.operandFirst()).isEqualTo(isFirst);
    assertThat(layer.inputs()).containsExactly("the image");
  }

  /** Early versions of Keras wrote calls without keywords, and names beside the configs. */
  @Test
  void anEarlyDescription() {
    String early =
        "{'class_name': 'Conv2D', 'name': 'a', 'config': {}, 'inbound_nodes': [[['in', 0, 0]]]}";
    LayerGraph graph = read(functional("[['in', 0, 0]]", "[['a', 0, 0]]", INPUT, early));
    assertThat(inputs(graph, "a")).containsExactly("the image");
  }

  @Test
  void aTensorMayBeAKeyword() {
    String text = "[{'args': [%s], 'kwargs': {'y': %s}}]".formatted(tensor("in"), tensor("in"));
    LayerGraph graph =
        read(functional("[['in', 0, 0]]", "[['a', 0, 0]]", INPUT, layer("a", "Add", text)));
    assertThat(inputs(graph, "a")).containsExactly("the image", "the image");
    assertThat(graph.layer("a").orElseThrow().operand()).isEmpty();
  }

  @Test
  void aModelWithinAModelIsOpenedUp() {
    String inner =
        functional("[['in', 0, 0]]", "[['c', 0, 0]]", INPUT, layer("c", "Conv2D", call("in")));
    String entry =
        inner.replaceFirst("'config': \\{", "'config': {'name': 'inner', ").replaceAll("}$", "")
            + ", 'inbound_nodes': %s}".formatted(call("a"));
    LayerGraph graph =
        read(
            functional(
                "[['in', 0, 0]]",
                "[['b', 0, 0]]",
                INPUT.replace("8, 9", "null, 7"),
                layer("a", "ReLU", call("in")),
                entry,
                layer("b", "Conv2D", call("inner"))));
    assertThat(graph.layers().keySet()).containsExactly("a", "inner/c", "b");
    assertThat(inputs(graph, "inner/c")).containsExactly("a");
    assertThat(inputs(graph, "b")).containsExactly("inner/c");
    KerasLayer c = graph.layer("inner/c").orElseThrow();
    assertThat(c.name()).isEqualTo("c");
    assertThat(c.outer()).isEqualTo("inner");
    assertThat(c.group()).isEqualTo("layers/functional/layers/conv2d");
    assertThat(graph.inputShape()).containsExactly(8, 7, 3);
  }

  @Test
  void aSequentialModel() {
    String model =
        "{'class_name': 'Sequential', 'config': {'layers': [%s, %s, %s]}}"
            .formatted(INPUT, layer("a", "Conv2D", "[]"), layer("b", "Dense", "[]"));
    LayerGraph graph = read(model);
    assertThat(graph.inputShape()).containsExactly(8, 9, 3);
    assertThat(inputs(graph, "a")).containsExactly("the image");
    assertThat(inputs(graph, "b")).containsExactly("a");
    assertThat(graph.output()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'class_name': 'Sequential', 'config': [{'class_name': 'Conv2D', 'config': {'name': 'a',"
            + " 'batch_input_shape': [null, 5, 6, 3]}}]}",
        "{'class_name': 'Sequential', 'config': {'build_input_shape': [null, 5, 6, 3], 'layers':"
            + " [{'class_name': 'Conv2D', 'config': {'name': 'a'}}]}}",
      })
  void aSequentialModelMayStateItsShapeElsewhere(String model) {
    LayerGraph graph = read(model);
    assertThat(graph.inputShape()).containsExactly(5, 6, 3);
    assertThat(graph.output()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'class_name': 'Functional' | 'class_name': 'Subclass' | is of the class Subclass, where",
        "[['b', 0, 0]] | [['a', 0, 0], ['b', 0, 0]] | the model has 2 outputs, where NASNet has",
        "[['b', 0, 0]] | [] | the model has 0 outputs, where NASNet has one",
        "'name': 'in' | 'name': 'other' | layer other (InputLayer) is a second input, where NASNet",
        "'name': 'b' | 'name': 'a' | layer a (Conv2D) is there twice",
        "{'name': 'b'} | {} | a layer has no name",
        "[[['a', 0, 0, {}]]] | [['a', 0]] | layer b (Conv2D) has calls of no known form",
        "[[['a', 0, 0, {}]]] | [[[7, 0, 0]]] | layer b (Conv2D) has calls of no known form",
        "[[['a', 0, 0, {}]]] | [[['a', 0, 1, {}]]] | layer b (Conv2D) reads output 1 of a, where",
        "[[['a', 0, 0, {}]]] | [{}, {}] | layer b (Conv2D) is called 2 times, where NASNet",
        "[[['a', 0, 0, {}]]] | [{'args': [{'config': {}}]}] | b (Conv2D) is called with something",
        "[[['a', 0, 0, {}]]] | [[['a', 0, 0, {'training': true}]]] | called with training=True",
        "[[['a', 0, 0, {}]]] | [{'args': [], 'kwargs': {'training': true}}] | training=True",
        "{'name': 'b'} | {'name': 'b', 'dtype': 'int8'} | layer b (Conv2D) has the type int8",
      })
  void whatIsNotFollowedIsNamed(String from, String to, String message) {
    String text =
        functional(
            "[['in', 0, 0]]",
            "[['b', 0, 0]]",
            INPUT,
            layer("a", "Conv2D", "[[['in', 0, 0, {}]]]"),
            layer("b", "Conv2D", "[[['a', 0, 0, {}]]]"));
    assertThat(text).contains(from);
    assertThatThrownBy(() -> read(text.replace(from, to)))
        .isInstanceOf(UnfollowedLayerException.class)
        .hasMessageContaining(message);
  }

  /** An augmentation has training=True as its default, which a model's call overrides. */
  @Test
  void anAugmentationMayBeCalledWithTraining() {
    String training = "[{'args': [%s], 'kwargs': {'training': true}}]".formatted(tensor("in"));
    String text =
        functional("['in', 0, 0]", "['a', 0, 0]", INPUT, layer("a", "RandomFlip", training));
    assertThat(read(text).output()).isEqualTo("a");
    assertThatThrownBy(() -> read(text.replace("RandomFlip", "Conv2D")))
        .hasMessageContaining("layer a (Conv2D) is called with training=True");
  }

  @Test
  void modelsAreNestedOnlySoDeep() {
    String model = "{'class_name': 'Sequential', 'config': {'name': 'm', 'layers': [%s]}}";
    String text = layer("a", "Conv2D", "[]");
    for (int depth = 0; depth <= 16; depth++) {
      text = model.formatted(text);
    }
    assertThat(read(text).output()).isEqualTo("m/".repeat(16) + "a");
    String deeper = model.formatted(text);
    assertThatThrownBy(() -> read(deeper))
        .hasMessage("more than 16 models within each other are not followed");
    assertThatThrownBy(() -> read(model.formatted(""))).hasMessage("the model has no layers");
  }

  private static LayerGraph read(String text) {
    return ModelReader.read(Config.of(JsonParser.parseString(text.replace('\'', '"'))));
  }

  private static List<String> inputs(LayerGraph graph, String layer) {
    return graph.layer(layer).orElseThrow().inputs();
  }

  private static String functional(String inputs, String outputs, String... layers) {
    return "{'class_name': 'Functional', 'config': {'input_layers': %s, 'output_layers': %s,"
            .formatted(inputs, outputs)
        + " 'layers': [%s]}}".formatted(String.join(", ", layers));
  }

  private static String layer(String name, String kerasClass, String nodes) {
    return "{'class_name': '%s', 'config': {'name': '%s'}, 'inbound_nodes': %s}"
        .formatted(kerasClass, name, nodes);
  }

  private static String call(String input) {
    return "[{'args': [%s], 'kwargs': {}}]".formatted(tensor(input));
  }

  private static String tensor(String name) {
    return "{'class_name': '__keras_tensor__', 'config': {'keras_history': ['%s', 0, 0]}}"
        .formatted(name);
  }
}
