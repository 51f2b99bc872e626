package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;

/** Checkpoints of this project, of Python objects and of TF-slim, by what their keys say. */
class CheckpointContentsTest {
  private static final NasNetSpec SPEC =
      NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build();
  private static final Network NETWORK = Network.of(SPEC);
  private static final Weights WEIGHTS = Weights.randomBatchNorm(NETWORK, 3);

  @TempDir Path folder;

  @Test
  void averagesAreReadWhereTheyWereKept() {
    Weights averages = Weights.randomBatchNorm(NETWORK, 4);
    List<NamedArray> arrays = new ArrayList<>(WEIGHTS.arrays());
    for (NamedArray array : averages.arrays()) {
      if (!array.name().startsWith("predictions/")) {
        arrays.add(renamed(array, Checkpoint.averageOf(array.name())));
      }
    }
    Path prefix = folder.resolve("model");
    Checkpoint.write(prefix, Weights.of(arrays), Map.of("step", 7L));
    assertThat(CheckpointIndex.read(prefix))
        .containsEntry("step", new CheckpointIndex.Entry(DataType.DT_INT64, List.of()));
    WeightsFile file = WeightsFile.open(prefix);
    assertThat(file.kind()).isEqualTo("a checkpoint's averages");
    Weights read = file.load(NETWORK).weights();
    assertThat(read.get("stem_bn1/beta").values())
        .isEqualTo(averages.get("stem_bn1/beta").values());
    assertThat(read.get("predictions/bias").values())
        .isEqualTo(WEIGHTS.get("predictions/bias").values());
    Weights all = Checkpoint.read(prefix);
    assertThat(all.names()).hasSize(arrays.size());
    assertThat(all.get("stem_bn1/beta").values()).isEqualTo(WEIGHTS.get("stem_bn1/beta").values());
    Checkpoint.write(prefix, WEIGHTS);
    assertThat(WeightsFile.open(prefix).kind()).isEqualTo("a checkpoint");
  }

  @Test
  void anotherTypeIsNamed() {
    Path prefix = folder.resolve("model");
    List<NamedArray> arrays = new ArrayList<>(WEIGHTS.arrays());
    arrays.removeIf(array -> array.name().equals("predictions/bias"));
    Checkpoint.write(prefix, Weights.of(arrays), Map.of("predictions/bias", 7L));
    assertThatThrownBy(() -> WeightsFile.open(prefix))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be float32: predictions/bias is DT_INT64; convert it first");
  }

  /** Slim's names of other cells are those of the network that is asked for. */
  @Test
  void slimsKeysAreNamedForTheNetwork() {
    CellSet odd = CellSet.read(Path.of("src/test/resources/cells/odd.json"));
    NasNetSpec spec =
        SPEC.toBuilder().cellSet(odd).dialect(Dialect.SLIM).dropout(0).stemFilters(7).build();
    Network network = Network.of(spec);
    Weights weights = Weights.randomBatchNorm(network, 5);
    Map<String, String> slim = SlimNames.of(network);
    assertThat(slim)
        .containsEntry("conv_1_normal_left1_0/kernel", "cell_0/comb_iter_0/left/conv_1/weights")
        .containsEntry("conv_2_bn_normal_left1_0/gamma", "cell_0/comb_iter_0/left/bn_conv_2/gamma")
        .containsEntry("conv_1_bn_normal_left3_0/beta", "cell_0/comb_iter_2/left/bn_conv_1/beta");
    List<NamedArray> arrays = new ArrayList<>();
    weights.arrays().forEach(array -> arrays.add(renamed(array, slim.get(array.name()))));
    Path prefix = folder.resolve("model.ckpt");
    Checkpoint.write(prefix, Weights.of(arrays));
    WeightsFile file = WeightsFile.open(prefix);
    assertThat(file.kind()).isEqualTo("a slim checkpoint");
    Weights read = file.load(network).weights();
    for (NamedArray array : weights.arrays()) {
      assertThat(read.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
    arrays.add(new NamedArray("other/gamma", List.of(1), new float[1]));
    Checkpoint.write(prefix, Weights.of(arrays));
    assertThatThrownBy(() -> WeightsFile.open(prefix).load(network))
        .hasMessageContaining("missing: none; misshapen: none; extra: other/gamma;");
  }

  @Test
  void anObjectGraphNamesTheKeys() {
    TrackableObjectGraph graph =
        TrackableObjectGraph.newBuilder()
            .addNodes(
                TrackableObjectGraph.TrackableObject.newBuilder()
                    .addAttributes(attribute("scope/model/stem_bn1/beta", "key/1"))
                    .addAttributes(attribute("stem_bn1/gamma", "key/2"))
                    .addAttributes(attribute("stem_bn1/gamma", "key/1"))
                    .addAttributes(attribute("optimizer/iterations", "key/3"))
                    .addAttributes(attribute("beta", "key/3")))
            .build();
    Path prefix = write(graph.toByteArray(), "key/1", "key/2", "key/3");
    WeightsReader contents = WeightsKind.contents(prefix, Optional.empty());
    assertThat(contents.kind()).isEqualTo("a checkpoint of Python objects");
    assertThat(contents.shapes().keySet())
        .containsExactlyInAnyOrder("stem_bn1/beta", "stem_bn1/gamma");
    assertThat(contents.read(List.of("stem_bn1/gamma")).get(0).values()).containsExactly(1);
    Path missing = write(graph.toByteArray(), "key/1");
    assertThatThrownBy(() -> WeightsFile.open(missing))
        .isInstanceOf(FailureException.class)
        .hasMessageEndingWith("model) is damaged: key/2 is missing");
    Path damaged = write(new byte[] {(byte) 0xff}, "key/1");
    assertThatThrownBy(() -> WeightsFile.open(damaged))
        .isInstanceOf(FailureException.class)
        .hasMessageEndingWith("model) is damaged: its object graph does not hold together");
  }

  private static TrackableObjectGraph.TrackableObject.SerializedTensor attribute(
      String name, String key) {
    return TrackableObjectGraph.TrackableObject.SerializedTensor.newBuilder()
        .setFullName(name)
        .setCheckpointKey(key)
        .build();
  }

  /** Arrays of one value, their number from 0, beside an object graph. */
  private Path write(byte[] graph, String... keys) {
    Path prefix = folder.resolve("model");
    try (CheckpointWriter writer = new CheckpointWriter()) {
      for (int i = 0; i < keys.length; i++) {
        writer.add(keys[i], new NamedArray(keys[i], List.of(1), new float[] {i}));
      }
      writer.add(CheckpointContents.OBJECT_GRAPH, graph);
      writer.write(prefix);
    }
    return prefix;
  }

  @Test
  void filesOfACheckpointAreItsOwn() throws Exception {
    Path prefix = folder.resolve("model");
    Checkpoint.write(prefix, WEIGHTS);
    Files.write(folder.resolve("model2.index"), new byte[1]);
    Files.write(folder.resolve("model.json"), new byte[1]);
    assertThat(WeightsFile.open(prefix).files())
        .containsExactly(CheckpointWriter.values(prefix), folder.resolve("model.index"));
    assertThatThrownBy(() -> WeightsKind.files(folder.resolve("none/model")))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("none/model) cannot be read: ");
  }

  private static NamedArray renamed(NamedArray array, String name) {
    return new NamedArray(name, array.shape(), array.values());
  }
}
