package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;

/** Constants and called functions of a serving function. */
class GraphPartsTest {
  private final List<NodeDef> nodes = new ArrayList<>();

  GraphPartsTest() {
    node("image", "Placeholder");
  }

  @Test
  void constantsOfEachTypeHaveTheirValues() {
    assertThat(values(Protos.floats("a", 1.5f, -2))).containsExactly(1.5, -2.0);
    assertThat(values(Protos.constant("a", 3, -4))).containsExactly(3.0, -4.0);
    ByteBuffer longs = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    longs.putLong(5).putLong(-6).flip();
    TensorProto.Builder content =
        Protos.tensor(DataType.DT_INT64, 2).setTensorContent(ByteString.copyFrom(longs));
    assertThat(values(Protos.constant("a", content))).containsExactly(5.0, -6.0);
    assertThat(
            values(
                Protos.constant(
                    "a", Protos.tensor(DataType.DT_FLOAT, 2).addFloatVal(1).addFloatVal(2))))
        .containsExactly(1.0, 2.0);
    assertThat(values(Protos.constant("a", Protos.tensor(DataType.DT_INT32, 3).addIntVal(7))))
        .containsExactly(7.0, 7.0, 7.0);
    assertThat(values(Protos.constant("a", Protos.tensor(DataType.DT_INT64, 1).addInt64Val(8))))
        .containsExactly(8.0);
    assertThat(values(Protos.constant("a", Protos.tensor(DataType.DT_INT32, 16).addIntVal(9))))
        .hasSize(16);
  }

  @Test
  void constantsHaveUpToSixteenValues() {
    for (long[] shape : new long[][] {{16, 1}, {1, 16}, {2, 8, 1}}) {
      assertThat(values(Protos.constant("a", Protos.tensor(DataType.DT_INT32, shape).addIntVal(9))))
          .hasSize(16);
    }
    for (long[] shape : new long[][] {{0}, {0, 5}, {5, 0}}) {
      assertThat(values(Protos.constant("a", Protos.tensor(DataType.DT_INT32, shape)))).isEmpty();
    }
    for (long[] shape : new long[][] {{-1, 5}, {5, -1}, {17, 1}, {17, 0}}) {
      NodeDef other = Protos.constant("a", Protos.tensor(DataType.DT_INT32, shape).addIntVal(9));
      assertThat(op(other).values()).isEmpty();
    }
  }

  @Test
  void otherConstantsHaveNone() {
    assertThat(op(Protos.constant("a", Protos.tensor(DataType.DT_INT32, 17).addIntVal(9))).values())
        .isEmpty();
    assertThat(
            op(Protos.constant("a", Protos.tensor(DataType.DT_INT32, 5, 4).addIntVal(9))).values())
        .isEmpty();
    assertThat(op(Protos.constant("a", Protos.tensor(DataType.DT_INT32, -1).addIntVal(9))).values())
        .isEmpty();
    assertThat(op(Protos.constant("a", Protos.tensor(DataType.DT_INT32, 2))).values()).isEmpty();
    assertThat(op(Protos.constant("a", Protos.tensor(DataType.DT_BOOL, 1))).values()).isEmpty();
    assertThat(op(Protos.constant("a", 1).toBuilder().setOp("Other").build()).values()).isEmpty();
    assertThat(
            op(Protos.constant("a", Protos.tensor(DataType.DT_INT32, 1).addIntVal(1).addIntVal(2)))
                .values())
        .isEmpty();
  }

  @Test
  void anOperationIsNamedByItsScope() {
    assertThat(op(Protos.node("m/block/conv/Conv2D", "Conv2D")).layerName()).isEqualTo("conv");
    assertThat(op(Protos.node("alone", "Conv2D")).layerName()).isEqualTo("alone");
    GraphVariable variable = GraphVariable.of(op(Protos.node("m/conv/kernel_12", "VarHandleOp")));
    assertThat(variable.layer()).isEqualTo("conv");
    assertThat(variable.attribute()).isEqualTo("kernel");
    assertThat(GraphVariable.of(op(Protos.node("kernel", "VarHandleOp"))).layer()).isEmpty();
    GraphVariable shaped = new GraphVariable("a", "b", List.of(2, 3));
    assertThat(shaped.fromLast(1)).isEqualTo(3);
    assertThat(shaped.fromLast(2)).isEqualTo(2);
    assertThat(shaped.fromLast(3)).isZero();
  }

  @Test
  void operationsOfTooFewInputsAreUnknown() {
    nodes.add(Protos.constant("axis", 3));
    for (String type : List.of("Conv2D", "StridedSlice", "Pad", "Mean", "MatMul", "Sub")) {
      node("short_" + type, type, "image");
      assertThat(kerasClass("short_" + type)).isEqualTo(type);
    }
    node("none", "Relu");
    assertThat(kerasClass("none")).isEqualTo("Relu");
    node("nothing", "ConcatV2");
    assertThat(kerasClass("nothing")).isEqualTo("Concat");
    node("axis_alone", "ConcatV2", "axis");
    assertThat(kerasClass("axis_alone")).isEqualTo("Concatenate");
  }

  /** A layer that two others read is there once; a path of any length is followed. */
  @Test
  void layersAreReadOnce() {
    node("r", "Relu", "image");
    node("twice", "AddV2", "r", "r");
    assertThat(read("twice").layers().keySet()).containsExactly("r:0", "twice:0");
    chain("a", 20_000);
    node("both", "AddV2", "a19999", "a999");
    LayerGraph graph = read("both");
    assertThat(graph.layers()).hasSize(20_001);
    assertThat(graph.layer("both:0").orElseThrow().inputs()).containsExactly("a19999:0", "a999:0");
  }

  private void chain(String name, int length) {
    for (int i = 0; i < length; i++) {
      node(name + i, "Relu", i == 0 ? "image" : name + (i - 1));
    }
  }

  /** A cast constant is a number; one of different values is none. */
  @Test
  void numbersMayBeCast() {
    nodes.add(Protos.floats("two", 2, 2));
    nodes.add(Protos.floats("mixed", 2, 3));
    node("cast", "Cast", "two");
    node("times", "Mul", "image", "cast");
    assertThat(read("times").layer("times:0").orElseThrow().operand()).contains(2.0);
    node("other", "Mul", "image", "mixed");
    assertThat(kerasClass("other")).isEqualTo("Mul");
  }

  @Test
  void aCalledFunctionIsOpenedUp() {
    OpDef.Builder signature =
        OpDef.newBuilder()
            .setName("inner")
            .addInputArg(OpDef.ArgDef.newBuilder().setName("x"))
            .addOutputArg(OpDef.ArgDef.newBuilder().setName("y"));
    for (int i = 0; i < 9; i++) {
      signature.addOutputArg(OpDef.ArgDef.newBuilder().setName("same"));
    }
    FunctionDef relu =
        FunctionDef.newBuilder()
            .setSignature(signature)
            .addNodeDef(Protos.node("m/relu/Relu", "Relu", "x", "^x"))
            .addNodeDef(Protos.node("id", "Identity", "m/relu/Relu:activations:0"))
            .putRet("y", "id:output:0")
            .putRet("same", "x")
            .build();
    NodeDef call =
        Protos.node("call", "StatefulPartitionedCall", "image").toBuilder()
            .putAttr(
                "f",
                AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("inner")).build())
            .build();
    nodes.add(call);
    nodes.add(call.toBuilder().setName("again").setInput(0, "call").build());
    node("end", "Identity", "call");
    LayerGraph graph = GraphReader.read(graph("end", relu));
    assertThat(graph.layers().keySet()).containsExactly("call/m/relu/Relu:0");
    assertThat(graph.output()).isEqualTo("call/m/relu/Relu:0");
    assertThat(graph.layer(graph.output()).orElseThrow().name()).isEqualTo("relu");
    assertThat(graph.layer(graph.output()).orElseThrow().inputs()).containsExactly("the image");
    node("second", "Tan", "call:1");
    assertThat(GraphReader.read(graph("second", relu)).layer("second:0").orElseThrow().inputs())
        .containsExactly("the image");
    // A call of the outermost graph that does not read the images saves, restores or trains.
    LayerGraph other = GraphReader.read(graph("again", relu));
    assertThat(other.layer("again:0").orElseThrow().kerasClass())
        .isEqualTo("StatefulPartitionedCall");
  }

  @Test
  void functionsAreNestedOnlySoDeep() {
    List<FunctionDef> functions = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      functions.add(calling("f" + i, "f" + (i + 1)));
    }
    nodes.add(called("start", "f0").toBuilder().addInput("image").build());
    assertThatThrownBy(
            () -> GraphReader.read(graph("start", functions.toArray(FunctionDef[]::new))))
        .hasMessageContaining("which is not there");
    functions.add(calling("f16", "f17"));
    assertThatThrownBy(
            () -> GraphReader.read(graph("start", functions.toArray(FunctionDef[]::new))))
        .hasMessage("more than 16 functions within each other are not followed");
  }

  private static FunctionDef calling(String name, String other) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName(name))
        .addNodeDef(called("call", other))
        .build();
  }

  private static NodeDef called(String name, String function) {
    return Protos.node(name, "PartitionedCall").toBuilder()
        .putAttr(
            "f",
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build())
        .build();
  }

  @Test
  void aSignatureHasOneInputAndOneOutput() {
    MetaGraphDef.Builder graph = graph("image", FunctionDef.getDefaultInstance()).toBuilder();
    SignatureDef one = graph.getSignatureDefOrThrow("serving_default");
    TensorInfo more = one.getInputsOrThrow("images");
    graph.putSignatureDef("serving_default", one.toBuilder().putInputs("more", more).build());
    assertThatThrownBy(() -> GraphReader.read(graph.build()))
        .hasMessage("the signature serving_default has 2 inputs, where NASNet has one");
    graph.putSignatureDef("serving_default", one.toBuilder().clearOutputs().build());
    assertThatThrownBy(() -> GraphReader.read(graph.build()))
        .hasMessage("the signature serving_default has 0 outputs, where NASNet has one");
    MetaGraphDef flat = Protos.graph(nodes, "image", "image", -1, 9);
    assertThatThrownBy(() -> GraphReader.read(flat))
        .hasMessage("the input (serving_default) must have a batch of images of rank 4");
  }

  private MetaGraphDef graph(String output, FunctionDef... functions) {
    MetaGraphDef graph = Protos.graph(nodes, "image", output, -1, 9, 9, 3);
    GraphDef.Builder def = graph.getGraphDef().toBuilder();
    def.setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(List.of(functions)));
    return graph.toBuilder().setGraphDef(def).build();
  }

  private static List<Double> values(NodeDef node) {
    return op(node).values().orElseThrow();
  }

  private static GraphOp op(NodeDef node) {
    return new GraphOp(node.getName(), node, List.of());
  }

  private void node(String name, String type, String... inputs) {
    nodes.add(Protos.node(name, type, inputs));
  }

  private String kerasClass(String output) {
    return read(output).layer(output + ":0").orElseThrow().kerasClass();
  }

  private LayerGraph read(String output) {
    return GraphReader.read(Protos.graph(nodes, "image", output, -1, 9, 9, 3));
  }
}
