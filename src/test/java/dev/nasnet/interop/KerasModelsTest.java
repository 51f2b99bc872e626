package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.KerasWeights;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import dev.nasnet.weights.keras.KerasModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * Models as people make them of Keras's NASNet: each is followed, so that the network that is read
 * predicts what Keras predicts, or is refused by the name of the layer that is not followed.
 */
@Tag("interop")
class KerasModelsTest {
  /** Relative, by L2: float32 rounding, as in {@code judging.py}. */
  private static final double TOLERANCE = 1e-5;

  private static final Map<String, String> REFUSALS =
      Map.of(
          "hidden", "layer hidden (Dense)",
          "flatten", "layer flat (Flatten)",
          "tanh", "layer tangens (Dense) has the activation tanh",
          "resizing", "layer larger (Resizing)",
          "range", "layer doubled (Rescaling) makes -1.00000 to 509",
          "outputs", "the model has 2 outputs",
          "training", "is called with training=True",
          "rgba", "the input (InputLayer) has 4 channels",
          "int8", "has the type int8");

  @TempDir private Path folder;

  @Test
  void whatKerasPredictsIsPredicted() {
    follow(KerasModelFiles.kept(folder));
  }

  @Test
  @Tag("nightly")
  void soIsWhatTheKerasOfTodayPredicts() {
    Path archive = folder.resolve("models.tar.xz");
    Python.run("keras_models.py", archive);
    follow(KerasModelFiles.of(archive, folder));
  }

  /** {@code KerasWeights} refuses what {@code WeightsFile} reports; another wiring both refuse. */
  @Test
  void anotherNetworkThanTheModelsIsReportedOrRefused() {
    Path file = KerasModelFiles.kept(folder).path("sigmoid.keras");
    NasNetSpec spec = WeightsFile.open(file).describedSpec().orElseThrow();
    assertThat(WeightsFile.open(file).load(Network.of(spec)).report()).isEmpty();
    Map<String, NasNetSpec> others =
        Map.of(
            "activation sigmoid, this network softmax",
            spec.toBuilder().activation(HeadActivation.SOFTMAX).build(),
            "pooling avg, this network max",
            spec.toBuilder().classifierPooling(Pooling.MAX).build(),
            "image size 64x48, this network 48x64",
            spec.toBuilder().size(new ImageSize(48, 64)).build(),
            "pool padding zero, this network same",
            spec.toBuilder().poolPadding(PoolPadding.SAME).build(),
            "batch norm epsilon 0.001, this network 0.01",
            spec.toBuilder().batchNormEpsilon(0.01).build());
    others.forEach(
        (difference, other) -> {
          Network network = Network.of(other);
          assertThat(WeightsFile.open(file).load(network).report())
              .singleElement()
              .asString()
              .contains(difference);
          assertThatThrownBy(() -> KerasWeights.read(file, network))
              .isInstanceOf(InvalidInputException.class)
              .hasMessageContaining(difference)
              .hasMessageNotContaining("\n");
        });
    Network direct = Network.of(spec.toBuilder().wiring(Wiring.DIRECT).build());
    assertThatThrownBy(() -> WeightsFile.open(file).load(direct)).hasMessageContaining("wiring");
    assertThatThrownBy(() -> KerasWeights.read(file, direct)).hasMessageContaining("wiring");
  }

  private void follow(KerasModelFiles files) {
    assertThat(files.predictions()).hasSize(22);
    files.predictions().forEach((file, array) -> follows(file, files.images(), array));
    REFUSALS.forEach(this::refuses);
    anotherOperationIsRefused("Sigmoid", "Tanh");
    anotherOperationIsRefused("Max", "Min");
    anotherOperationIsRefused("RealDiv", "FloorDiv");
  }

  private void refuses(String kind, String message) {
    String text;
    try {
      text = Files.readString(folder.resolve("refused_" + kind + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThatThrownBy(() -> KerasModel.read("some.keras", text, Optional.empty()))
        .as(kind)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("weights (some.keras) must be of a NASNet that can be followed: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  /** Of an export, one operation of the serving function is another. */
  private void anotherOperationIsRefused(String type, String other) {
    Path graph = folder.resolve("export_sigmoid").resolve("saved_model.pb");
    try {
      byte[] sound = Files.readAllBytes(graph);
      SavedModel.Builder model = SavedModel.parseFrom(sound).toBuilder();
      List<NodeDef.Builder> nodes =
          model
              .getMetaGraphsBuilder(0)
              .getGraphDefBuilder()
              .getLibraryBuilder()
              .getFunctionBuilderList()
              .stream()
              .flatMap(function -> function.getNodeDefBuilderList().stream())
              .filter(node -> node.getOp().equals(type))
              .toList();
      assertThat(nodes).hasSize(1);
      nodes.get(0).setOp(other);
      Files.write(graph, model.build().toByteArray());
      assertThatThrownBy(() -> WeightsFile.open(folder.resolve("export_sigmoid")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must be of a NASNet that can be followed: ")
          .hasMessageContaining("layer ")
          .hasMessageNotContaining("\n");
      Files.write(graph, sound);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follows(String file, NamedArray images, NamedArray expected) {
    WeightsFile opened = WeightsFile.open(folder.resolve(file));
    NasNetSpec spec = opened.describedSpec().orElseThrow(() -> new AssertionError(file));
    assertThat(spec.size()).as(file).hasToString("64x48");
    assertThat(spec.wiring()).as(file).isEqualTo(Wiring.SKIP);
    Network network = Network.of(spec);
    Weights weights = opened.load(network).weights();
    if (Files.isRegularFile(folder.resolve(file))) {
      Weights same = KerasWeights.read(folder.resolve(file), network);
      assertThat(same.names()).containsExactlyInAnyOrderElementsOf(weights.names());
      weights
          .arrays()
          .forEach(array -> assertThat(same.get(array.name()).values()).isEqualTo(array.values()));
    }
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      NamedArray found = graph.run(images);
      float[] values = seconds(found, expected);
      double difference = relative(values, expected.values());
      System.out.println(file + ": relative difference " + difference);
      assertThat(difference).as(file).isLessThan(TOLERANCE);
    }
  }

  /** A single unit is the second of two classes. */
  private static float[] seconds(NamedArray found, NamedArray expected) {

    if (expected.shape().get(1) != 1) {
      return found.values();
    }
    assertThat(found.shape()).isEqualTo(List.of(2, 2));
    return new float[] {found.values()[1], found.values()[3]};
  }

  private static double relative(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double error = 0;
    double size = 0;
    for (int i = 0; i < found.length; i++) {
      error += Math.pow(found[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / size);
  }
}
