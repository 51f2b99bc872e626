package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** Layers that are read from the operations of a serving function, operation by operation. */
class ServingFunctionTest {
  private final List<NodeDef> nodes = new ArrayList<>();

  ServingFunctionTest() {
    node("image", "Placeholder");
  }

  @Test
  void activationsAndPools() {
    node("m/relu/Relu", "Relu", "image");
    nodes.add(pool("m/pool/AvgPool", "AvgPool", "m/relu/Relu"));
    nodes.add(pool("m/most/MaxPool", "MaxPool", "m/pool/AvgPool"));
    LayerGraph graph = read("m/most/MaxPool");
    assertThat(graph.inputShape()).containsExactly(9, 0, 3);
    assertThat(layer(graph, "m/relu/Relu:0", "Activation", "relu").config())
        .hasToString("Config[json={\"activation\":\"relu\"}]");
    KerasLayer pool = layer(graph, "m/pool/AvgPool:0", "AveragePooling2D", "pool");
    assertThat(pool.config().integers("pool_size")).containsExactly(3, 4);
    assertThat(pool.config().integers("strides")).containsExactly(2, 1);
    assertThat(pool.config().text("padding")).contains("SAME");
    assertThat(pool.config().text("data_format")).contains("channels_first");
    assertThat(pool.inputs()).containsExactly("m/relu/Relu:0");
    layer(graph, "m/most/MaxPool:0", "MaxPooling2D", "most");
  }

  @Test
  void aConvolutionHasItsKernelsLayer() {
    variable("m/conv/kernel", 3, 2, 5, 7);
    nodes.add(convolution("c", "Conv2D", "image", "m/conv/kernel/read"));
    KerasLayer conv = layer(read("c"), "c:0", "Conv2D", "conv");
    assertThat(conv.config().number("filters")).contains(7.0);
    assertThat(conv.config().integers("kernel_size")).containsExactly(3, 2);
    assertThat(conv.config().integers("strides")).containsExactly(2, 1);
    assertThat(conv.config().integers("dilation_rate")).containsExactly(1, 2);
    assertThat(conv.config().flag("use_bias", true)).isFalse();
    assertThat(conv.config().number("depth_multiplier")).contains(1.0);
    assertThat(conv.inputs()).containsExactly("the image");
  }

  @Test
  void aSeparableConvolutionIsTwoOperations() {
    variable("m/sep/depthwise_kernel_1", 5, 4, 6, 1);
    variable("m/sep/pointwise_kernel", 1, 1, 6, 8);
    variable("m/other/pointwise_kernel", 1, 1, 6, 8);
    nodes.add(convolution("d", "DepthwiseConv2dNative", "image", "m/sep/depthwise_kernel_1/read"));
    node("p", "Conv2D", "d", "m/sep/pointwise_kernel/read");
    KerasLayer sep = layer(read("p"), "p:0", "SeparableConv2D", "sep");
    assertThat(sep.config().number("filters")).contains(8.0);
    assertThat(sep.config().integers("kernel_size")).containsExactly(5, 4);
    assertThat(sep.config().integers("strides")).containsExactly(2, 1);
    assertThat(sep.config().number("depth_multiplier")).contains(1.0);
    assertThat(sep.inputs()).containsExactly("the image");
    nodes.add(
        plain("pointwise", "Conv2D", "d", "m/sep/pointwise_kernel/read").toBuilder()
            .putAttr("strides", Protos.integers(1, 1, 1, 1))
            .build());
    assertThat(kerasClass("pointwise")).isEqualTo("SeparableConv2D");
    variable("m/sep/wide", 3, 1, 6, 8);
    variable("m/sep/high", 1, 3, 6, 8);
    for (String kernel : List.of("wide", "high")) {
      node(kernel, "Conv2D", "d", "m/sep/" + kernel + "/read");
      assertThat(kerasClass(kernel)).isEqualTo("Conv2D");
    }
    nodes.add(convolution("strided", "Conv2D", "d", "m/sep/pointwise_kernel/read"));
    assertThat(kerasClass("strided")).isEqualTo("Conv2D");
    node("q", "Conv2D", "d", "m/other/pointwise_kernel/read");
    assertThat(read("q").layer("q:0").orElseThrow().kerasClass()).isEqualTo("Conv2D");
    assertThat(read("q").layers()).hasSize(2);
  }

  @Test
  void aDenseLayerHasABiasOrNone() {
    variable("m/dense/kernel", 5, 3);
    variable("m/dense/bias", 3);
    variable("m/else/bias", 3);
    variable("m/dense/scale", 3);
    node("product", "MatMul", "image", "m/dense/kernel/read");
    KerasLayer plain = layer(read("product"), "product:0", "Dense", "dense");
    assertThat(plain.config().number("units")).contains(3.0);
    assertThat(plain.config().flag("use_bias", true)).isFalse();
    for (String type : List.of("AddV2", "BiasAdd")) {
      node(type, type, "product", "m/dense/bias/read");
      KerasLayer biased = layer(read(type), type + ":0", "Dense", "dense");
      assertThat(biased.config().flag("use_bias", false)).isTrue();
      assertThat(biased.inputs()).containsExactly("the image");
      node(type + "1", type, "product", "m/dense/scale/read");
      assertThat(kerasClass(type + "1")).isIn("Add", "BiasAdd");
      node(type + "2", type, "product", "m/else/bias/read");
      assertThat(read(type + "2").layer(type + "2:0").orElseThrow().inputs()).hasSize(1);
      assertThat(kerasClass(type + "2")).isIn("Add", "BiasAdd");
    }
    nodes.add(
        NodeDef.newBuilder(nodes.get(nodes.size() - 1))
            .setName("flipped")
            .setOp("MatMul")
            .clearInput()
            .addInput("image")
            .addInput("m/dense/kernel/read")
            .putAttr("transpose_b", AttrValue.newBuilder().setB(true).build())
            .build());
    assertThat(kerasClass("flipped")).isEqualTo("MatMul");
  }

  @Test
  void numbersAreOperands() {
    constant("two", 2);
    node("less", "Sub", "image", "two");
    node("times", "Mul", "two", "less");
    node("by", "RealDiv", "times", "two");
    node("plus", "AddV2", "by", "two");
    node("sum", "AddV2", "plus", "image");
    LayerGraph graph = read("sum");
    assertThat(layer(graph, "less:0", "Subtract", "less").operandFirst()).isFalse();
    assertThat(layer(graph, "times:0", "Multiply", "times").operandFirst()).isTrue();
    assertThat(layer(graph, "times:0", "Multiply", "times").inputs()).containsExactly("less:0");
    assertThat(layer(graph, "by:0", "Divide", "by").operand()).contains(2.0);
    assertThat(layer(graph, "plus:0", "Add", "plus").operand()).contains(2.0);
    KerasLayer sum = layer(graph, "sum:0", "Add", "sum");
    assertThat(sum.operand()).isEmpty();
    assertThat(sum.inputs()).containsExactly("plus:0", "the image");
  }

  @Test
  void paddingAndCroppingHaveBorders() {
    constant("sides", 0, 0, 1, 2, 3, 4, 0, 0);
    constant("batches", 1, 0, 1, 2, 3, 4, 0, 0);
    node("pad", "Pad", "image", "sides");
    node("odd", "Pad", "image", "batches");
    constant("batch", 1, 1, 1, 2, 3, 4, 0, 0);
    constant("channels", 0, 0, 1, 2, 3, 4, 1, 1);
    constant("ends", 0, 1, 1, 2, 3, 4, 1, 0);
    for (String other : List.of("batch", "channels", "ends")) {
      node("of_" + other, "Pad", "image", other);
      assertThat(kerasClass("of_" + other)).isEqualTo("Pad");
    }
    assertThat(layer(read("pad"), "pad:0", "ZeroPadding2D", "pad").config().integers("padding"))
        .containsExactly(1, 2, 3, 4);
    assertThat(kerasClass("odd")).isEqualTo("Pad");
    constant("begin", 0, 1, 2, 0);
    constant("end", 0, -3, -4, 0);
    constant("ones", 1, 1, 1, 1);
    slice("crop", 9, 9);
    slice("from", 15, 9);
    slice("to", 9, 15);
    slice("all", 9, 8);
    assertThat(layer(read("crop"), "crop:0", "Cropping2D", "crop").config().integers("cropping"))
        .containsExactly(1, 3, 2, 4);
    assertThat(read("from").layer("from:0").orElseThrow().config().integers("cropping"))
        .containsExactly(0, 3, 0, 4);
    assertThat(read("to").layer("to:0").orElseThrow().config().integers("cropping"))
        .containsExactly(1, 0, 2, 0);
    assertThat(kerasClass("all")).isEqualTo("StridedSlice");
  }

  private void slice(String name, long beginMask, long endMask) {
    nodes.add(
        plain(name, "StridedSlice", "image", "begin", "end", "ones").toBuilder()
            .putAttr("begin_mask", AttrValue.newBuilder().setI(beginMask).build())
            .putAttr("end_mask", AttrValue.newBuilder().setI(endMask).build())
            .build());
  }

  @Test
  void concatenationsAndGlobalPools() {
    constant("axis", 3);
    constant("sides", 1, 2);
    constant("batch", 0, 1);
    node("join", "ConcatV2", "image", "image", "axis");
    KerasLayer join = layer(read("join"), "join:0", "Concatenate", "join");
    assertThat(join.config().integers("axis")).containsExactly(3);
    assertThat(join.inputs()).containsExactly("the image", "the image");
    node("mean", "Mean", "join", "sides");
    assertThat(layer(read("mean"), "mean:0", "GlobalAveragePooling2D", "mean").inputs())
        .containsExactly("join:0");
    assertThat(read("mean").layer("mean:0").orElseThrow().config().flag("keepdims", true))
        .isFalse();
    nodes.add(
        plain("kept", "Mean", "join", "sides").toBuilder()
            .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build())
            .build());
    assertThat(read("kept").layer("kept:0").orElseThrow().config().flag("keepdims", false))
        .isTrue();
    node("max", "Max", "join", "sides");
    layer(read("max"), "max:0", "GlobalMaxPooling2D", "max");
    node("other", "Mean", "join", "batch");
    assertThat(kerasClass("other")).isEqualTo("Mean");
  }

  @Test
  void anUnknownOperationIsALayerOfItsType() {
    constant("two", 2);
    variable("m/own/weight", 3);
    node("m/own/tan", "Tan", "image", "two", "m/own/weight/read");
    KerasLayer layer = layer(read("m/own/tan"), "m/own/tan:0", "Tan", "own");
    assertThat(layer.inputs()).containsExactly("the image");
  }

  @Test
  void whatIsNoFunctionOfImagesIsRefused() {
    node("a", "Relu", "b");
    node("b", "Relu", "a");
    refused("a", "the serving function reads itself");
    node("c", "Identity", "d");
    node("d", "Identity", "c");
    refused("c", "the serving function reads itself");
    node("e", "Relu", "nowhere");
    refused("e", "the serving function reads nowhere:0, which is not there");
    assertThatThrownBy(() -> GraphReader.read(MetaGraphDef.getDefaultInstance()))
        .hasMessage("the model has no signature serving_default");
  }

  private void refused(String output, String message) {
    assertThatThrownBy(() -> read(output))
        .isInstanceOf(UnfollowedLayerException.class)
        .hasMessage(message);
  }

  private String kerasClass(String output) {
    return read(output).layer(output + ":0").orElseThrow().kerasClass();
  }

  private static KerasLayer layer(LayerGraph graph, String id, String kerasClass, String name) {
    KerasLayer layer = graph.layer(id).orElseThrow();
    assertThat(layer.kerasClass()).isEqualTo(kerasClass);
    assertThat(layer.name()).isEqualTo(name);
    return layer;
  }

  private void node(String name, String type, String... inputs) {
    nodes.add(plain(name, type, inputs));
  }

  private static NodeDef plain(String name, String type, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(type).addAllInput(List.of(inputs)).build();
  }

  /** A variable and the operation {@code NAME/read} that reads it. */
  private void variable(String name, long... shape) {
    nodes.add(
        plain(name, "VarHandleOp").toBuilder()
            .putAttr("shape", AttrValue.newBuilder().setShape(Protos.shape(shape)).build())
            .build());
    node(name + "/read", "ReadVariableOp", name);
  }

  private void constant(String name, int... values) {
    nodes.add(Protos.constant(name, values));
  }

  private static NodeDef convolution(String name, String type, String... inputs) {
    return plain(name, type, inputs).toBuilder()
        .putAttr("strides", Protos.integers(1, 2, 1, 1))
        .putAttr("dilations", Protos.integers(1, 1, 2, 1))
        .putAttr("padding", Protos.text("VALID"))
        .build();
  }

  private static NodeDef pool(String name, String type, String input) {
    return plain(name, type, input).toBuilder()
        .putAttr("strides", Protos.integers(1, 2, 1, 1))
        .putAttr("ksize", Protos.integers(1, 3, 4, 1))
        .putAttr("padding", Protos.text("SAME"))
        .putAttr("data_format", Protos.text("NCHW"))
        .build();
  }

  private LayerGraph read(String output) {
    return GraphReader.read(Protos.graph(nodes, "image", output, -1, 9, -1, 3));
  }
}
