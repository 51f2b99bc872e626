package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Batch norms in the operations of a serving function, fused and as several operations. */
class NormPatternTest {
  private final List<NodeDef> nodes = new ArrayList<>();

  NormPatternTest() {
    node("image", "Placeholder");
    for (String name : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
      nodes.add(
          NodeDef.newBuilder()
              .setName("m/bn/" + name)
              .setOp("VarHandleOp")
              .putAttr("shape", AttrValue.newBuilder().setShape(Protos.shape(6)).build())
              .build());
      node(name, "ReadVariableOp", "m/bn/" + name);
    }
    nodes.add(Protos.constant("shape", 1, 1, 1, 6));
    nodes.add(Protos.floats("epsilon", 0.001f));
  }

  @Test
  void aFusedBatchNorm() {
    fused("norm", "beta");
    KerasLayer norm = read("norm").layer("norm:0").orElseThrow();
    assertThat(norm.kerasClass()).isEqualTo("BatchNormalization");
    assertThat(norm.name()).isEqualTo("bn");
    assertThat(norm.config().number("epsilon")).contains(0.002);
    assertThat(norm.config().number("momentum")).contains(0.9997);
    assertThat(norm.inputs()).containsExactly("the image");
    fused("swapped", "gamma");
    assertThat(kerasClass("swapped")).isEqualTo("FusedBatchNormV3");
    NodeDef sound = nodes.get(nodes.size() - 2);
    nodes.add(
        sound.toBuilder()
            .setName("training")
            .putAttr("is_training", AttrValue.newBuilder().setB(true).build())
            .build());
    assertThat(kerasClass("training")).isEqualTo("FusedBatchNormV3");
    nodes.add(sound.toBuilder().setName("short").clearInput().addInput("image").build());
    assertThat(kerasClass("short")).isEqualTo("FusedBatchNormV3");
    for (int input : new int[] {1, 3, 4}) {
      nodes.add(sound.toBuilder().setName("other" + input).setInput(input, "beta").build());
      assertThat(kerasClass("other" + input)).isEqualTo("FusedBatchNormV3");
    }
  }

  /** Vectors may be reshaped to {@code [1, 1, 1, C]}, and not to anything else. */
  @Test
  void vectorsMayBeReshaped() {
    nodes.add(Protos.constant("matrix", 2, 3));
    nodes.add(Protos.constant("none", new int[0]));
    fused("norm", "beta");
    NodeDef sound = nodes.get(nodes.size() - 1);
    for (String shape : List.of("shape", "matrix", "none", "image")) {
      node("of_" + shape, "Reshape", "gamma", shape);
      nodes.add(sound.toBuilder().setName("norm_" + shape).setInput(1, "of_" + shape).build());
      assertThat(kerasClass("norm_" + shape))
          .isEqualTo(shape.equals("shape") ? "BatchNormalization" : "FusedBatchNormV3");
    }
    node("short", "Reshape", "gamma");
    nodes.add(sound.toBuilder().setName("norm_short").setInput(1, "short").build());
    assertThat(kerasClass("norm_short")).isEqualTo("FusedBatchNormV3");
  }

  private void fused(String name, String offset) {
    nodes.add(
        Protos.node(
                name,
                "FusedBatchNormV3",
                "image",
                "gamma",
                offset,
                "moving_mean",
                "moving_variance")
            .toBuilder()
            .putAttr("epsilon", AttrValue.newBuilder().setF(0.002f).build())
            .build());
  }

  /** {@code x * m + (beta - mean * m)} with {@code m = rsqrt(variance + epsilon) * gamma}. */
  @Test
  void aBatchNormOfSeveralOperations() {
    parts("moving_variance", "gamma", "moving_mean", "beta");
    KerasLayer norm = read("sum").layer("sum:0").orElseThrow();
    assertThat(norm.kerasClass()).isEqualTo("BatchNormalization");
    assertThat(norm.name()).isEqualTo("bn");
    assertThat(norm.config().number("epsilon")).contains(0.001);
    assertThat(norm.inputs()).containsExactly("the image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gamma gamma moving_mean beta", "moving_variance beta moving_mean beta",
        "moving_variance gamma gamma beta", "moving_variance gamma moving_mean gamma"
      })
  void anotherVariableIsNoBatchNorm(String variables) {
    String[] names = variables.split(" ", -1);
    parts(names[0], names[1], names[2], names[3]);
    assertThat(kerasClass("sum")).isNotEqualTo("BatchNormalization");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scaled", "shift", "mean_scaled", "factor", "variance_plus"})
  void anotherOperationIsNoBatchNorm(String name) {
    parts("moving_variance", "gamma", "moving_mean", "beta");
    nodes.replaceAll(
        node -> node.getName().equals(name) ? node.toBuilder().setOp("Tan").build() : node);
    assertThat(kerasClass("sum")).isNotEqualTo("BatchNormalization");
  }

  /** The vectors may be reshaped, and the root may be folded into the factor. */
  private void parts(String variance, String gamma, String mean, String beta) {
    node("flat", "Reshape", variance, "shape");
    node("variance_plus", "AddV2", "flat", "epsilon");
    node("root", "Rsqrt", "variance_plus");
    node("factor", "Mul", "root", gamma);
    node("scaled", "Mul", "image", "factor");
    node("mean_scaled", "Mul", mean, "factor");
    node("shift", "Sub", beta, "mean_scaled");
    node("sum", "AddV2", "scaled", "shift");
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
