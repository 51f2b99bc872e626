package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** What is exported for serving alone: the frozen graph and the optimised bundle. */
class ServingExportTest {
  private static final NasNetSpec TINY =
      NasNetSpec.of("1@96").toBuilder().size(new ImageSize(33, 40)).classes(3).build();

  @TempDir Path folder;

  @Test
  void theFrozenGraphIsOfConstantsAndTheSameBytesEachTime() throws IOException {
    Artefact artefact = artefact(TINY);
    Path first = Format.FROZEN.write(folder.resolve("a.pb"), artefact);
    Path second = Format.FROZEN.write(folder.resolve("b.pb"), artefact.forServing());
    assertThat(second).hasSameBinaryContentAs(first);
    List<NodeDef> nodes = GraphDef.parseFrom(Files.readAllBytes(first)).getNodeList();
    assertThat(nodes).extracting(NodeDef::getName).contains("image", "logits", "probabilities");
    assertThat(nodes)
        .extracting(NodeDef::getOp)
        .contains("Const", "MaxPool")
        .doesNotContain("VarHandleOp", "FusedBatchNormV3", "MaxPoolV2");
    assertThatThrownBy(() -> Format.FROZEN.write(first, artefact))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exists already");
  }

  @Test
  void theServingBundleHasNoVariablesAndStandsBesideThePlainOne() throws IOException {
    Artefact artefact = artefact(TINY);
    Path plain = Format.SAVED_MODEL.write(folder.resolve("model"), artefact);
    Path serving = Format.SAVED_MODEL.write(folder.resolve("model"), artefact.forServing());
    assertThat(serving).isEqualTo(folder.resolve("model/2"));
    assertThat(serving.resolve("keras_metadata.pb")).doesNotExist();
    assertThat(plain.resolve("keras_metadata.pb")).exists();
    byte[] bytes = Files.readAllBytes(serving.resolve("saved_model.pb"));
    var graph = SavedModel.parseFrom(bytes).getMetaGraphs(0).getGraphDef();
    assertThat(graph.getNodeList())
        .extracting(NodeDef::getOp)
        .contains("StatefulPartitionedCall")
        .doesNotContain("VarHandleOp");
    assertThat(Files.readString(serving.resolve("assets.extra/provenance.json")))
        .contains("\"optimize\": \"serving\"");
  }

  @Tag("interop")
  @ParameterizedTest
  @ValueSource(strings = {"softmax", "logits", "features"})
  void convertersAnswerAsJavasPlainNetwork(String head) throws IOException {
    Artefact artefact = artefact(spec(head));
    NamedArray images = images(artefact.network());
    Path file = Format.FROZEN.write(folder.resolve("frozen.pb"), artefact);
    floats("image.f32", images.values());
    try (InferenceGraph graph = InferenceGraph.open(artefact.network(), artefact.weights())) {
      floats("output.f32", graph.logits(images).values());
    }
    assertThat(Python.run("verify_frozen.py", file, folder)).contains("frozen graph agrees");
  }

  @Tag("interop")
  @ParameterizedTest
  @ValueSource(strings = {"softmax", "logits", "features"})
  void theServingBundleAnswersAsThePlainOneDoes(String head) {
    Artefact artefact = artefact(spec(head));
    Path plain = Format.SAVED_MODEL.write(folder.resolve("model"), artefact);
    Path serving = Format.SAVED_MODEL.write(folder.resolve("model"), artefact.forServing());
    assertThat(Python.run("verify_serving.py", plain, serving)).contains("serving bundle agrees");
  }

  private static NasNetSpec spec(String head) {
    return switch (head) {
      case "softmax" -> TINY;
      case "logits" -> TINY.toBuilder().logits().build();
      default -> TINY.toBuilder().noTop(Pooling.MAX).build();
    };
  }

  private static Artefact artefact(NasNetSpec spec) {
    Network network = Network.of(spec);
    return new Artefact(network, Weights.randomBatchNorm(network, 7), List.of(), Map.of());
  }

  private static NamedArray images(Network network) {
    int height = network.input().output().height();
    int width = network.input().output().width();
    Random random = new Random(3);
    float[] values = new float[2 * height * width * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return new NamedArray("image", List.of(2, height, width, 3), values);
  }

  private void floats(String name, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    Files.write(folder.resolve(name), bytes.array());
  }
}
