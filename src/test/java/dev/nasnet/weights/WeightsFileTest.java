package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileTest {
  private static final NasNetSpec SPEC =
      NasNetSpec.of("1@96").toBuilder().stemFilters(8).classes(5).build();
  private static final Network NETWORK = Network.of(SPEC);
  private static final Weights WEIGHTS = Weights.randomBatchNorm(NETWORK, 3);

  @TempDir Path folder;

  @Test
  void ownCheckpointsComeBackBitForBitWhicheverOfTheirFilesIsNamed() {
    Path prefix = write(WEIGHTS.arrays());
    for (String end : List.of("", ".index", ".data-00000-of-00001")) {
      WeightsFile.Loaded loaded = WeightsFile.open(Path.of(prefix + end)).load(NETWORK);
      assertSame(loaded.weights(), WEIGHTS);
      assertThat(loaded.report()).isEmpty();
    }
    assertSame(WeightsFile.open(folder).load(NETWORK).weights(), WEIGHTS);
  }

  @Test
  void theSizeIsToldByTheShapes() {
    assertThat(WeightsFile.open(write(WEIGHTS.arrays())).likelySpec()).contains(SPEC);
    NasNetSpec cifar =
        NasNetSpec.cifar().toBuilder().notation("2@48").stemFilters(6).classes(3).build();
    assertThat(likely(cifar)).isEqualTo(cifar);
    NasNetSpec features = SPEC.toBuilder().noTop(Pooling.NONE).build();
    assertThat(likely(features)).isEqualTo(features);
  }

  @Test
  void anotherNetworksWeightsAreRefusedAndNamed() {
    WeightsFile file = WeightsFile.open(write(WEIGHTS.arrays()));
    Network wrong = Network.of(SPEC.toBuilder().notation("2@96").build());
    assertThatThrownBy(() -> file.load(wrong))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must fit 2@96 of the imagenet form")
        .hasMessageContaining("missing: ")
        .hasMessageContaining(" in all)")
        .hasMessageEndingWith(
            "these look like 1@96 of the imagenet form with 8 stem filters and 5 classes");
    assertThatThrownBy(() -> file.loadForTransfer(wrong, Weights.random(wrong, 1)))
        .isInstanceOf(InvalidInputException.class);
    Network classes = Network.of(SPEC.toBuilder().classes(7).build());
    assertThatThrownBy(() -> file.load(classes))
        .hasMessageContaining("misshapen: predictions/kernel [96, 5] for [96, 7]");
  }

  @Test
  void aMissingAndAnExtraVariableAreNamed() {
    List<NamedArray> arrays = new ArrayList<>(WEIGHTS.arrays());
    arrays.removeIf(array -> array.name().equals("normal_conv_1_2/kernel"));
    arrays.add(new NamedArray("normal_bn_1_9/gamma", List.of(1), new float[1]));
    WeightsFile file = WeightsFile.open(write(arrays));
    assertThatThrownBy(() -> file.load(NETWORK))
        .hasMessageContaining("missing: normal_conv_1_2/kernel;")
        .hasMessageContaining("misshapen: none;")
        .hasMessageContaining("extra: normal_bn_1_9/gamma");
  }

  @Test
  void withAnotherNumberOfClassesOnlyTheClassifierIsNew() {
    Network network = Network.of(SPEC.toBuilder().classes(7).auxiliaryHead(true).build());
    Weights fresh = Weights.random(network, 9);
    WeightsFile.Loaded loaded =
        WeightsFile.open(write(WEIGHTS.arrays())).loadForTransfer(network, fresh);
    loaded.weights().requireFit(network);
    for (NamedArray array : loaded.weights().arrays()) {
      boolean isNew = array.name().startsWith("predictions") || array.name().startsWith("aux_");
      float[] expected = (isNew ? fresh : WEIGHTS).get(array.name()).values();
      assertThat(array.values()).as(array.name()).isEqualTo(expected);
    }
    assertThat(loaded.report())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("the classifier is new").endsWith("of 5 classes"),
            line -> assertThat(line).startsWith("the auxiliary head is new").endsWith("has none"));
  }

  @Test
  void aNetworkWithoutClassifierLeavesTheClassifierOut() {
    Network features = Network.of(SPEC.toBuilder().noTop(Pooling.AVG).build());
    WeightsFile.Loaded loaded = WeightsFile.open(write(WEIGHTS.arrays())).load(features);
    loaded.weights().requireFit(features);
    assertThat(loaded.report()).containsExactly("the classifier is skipped: the network has none");
  }

  @Test
  void slimsAveragesAreTakenAndItsBackgroundClassIsLeftOut() {
    NasNetSpec spec =
        SPEC.toBuilder().dialect(Dialect.SLIM).dropout(0).classes(1001).auxiliaryHead(true).build();
    Network network = Network.of(spec);
    Weights averages = Weights.randomBatchNorm(network, 4);
    Path prefix = write(slim(network, averages, Weights.randomBatchNorm(network, 5)));
    WeightsFile file = WeightsFile.open(prefix);
    assertThat(file.likelySpec()).contains(spec.forInference());
    assertSame(file.load(network).weights(), averages);

    Network thousand = Network.of(spec.forInference().toBuilder().classes(1000).build());
    WeightsFile.Loaded loaded = file.load(thousand);
    assertThat(loaded.report()).hasSize(2).first().asString().contains("background class");
    float[] bias = averages.get("predictions/bias").values();
    assertThat(loaded.weights().get("predictions/bias").values())
        .isEqualTo(Arrays.copyOfRange(bias, 1, 1001));
    float[] kernel = averages.get("predictions/kernel").values();
    assertThat(loaded.weights().get("predictions/kernel").values())
        .startsWith(Arrays.copyOfRange(kernel, 1, 1001))
        .endsWith(Arrays.copyOfRange(kernel, 95 * 1001 + 1, 96 * 1001));
  }

  @Test
  void aCellOfSlimsThatTheNetworkHasNotIsExtra() {
    Network network = Network.of(SPEC);
    List<NamedArray> arrays = new ArrayList<>(slim(network, WEIGHTS, WEIGHTS));
    arrays.add(new NamedArray("cell_2/odd/gamma", List.of(1), new float[1]));
    WeightsFile file = WeightsFile.open(write(arrays));
    assertThatThrownBy(() -> file.load(network)).hasMessageContaining("extra: cell_2/odd/gamma");
  }

  @Test
  void whatIsNoFileOfWeightsIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text.txt"), "weights");
    assertThatThrownBy(() -> WeightsFile.open(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("are of no known kind");
    assertThatThrownBy(() -> WeightsFile.open(folder.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("do not exist");
    Path other = write(List.of(new NamedArray("dense/kernel", List.of(1), new float[1])));
    assertThatThrownBy(() -> WeightsFile.open(other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must hold a NASNet");
  }

  private static List<NamedArray> slim(Network network, Weights averages, Weights plain) {
    Map<String, String> names = SlimNames.of(network);
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : averages.arrays()) {
      String name = names.getOrDefault(array.name(), array.name());
      arrays.add(renamed(array, name + "/ExponentialMovingAverage"));
      arrays.add(renamed(plain.get(array.name()), name));
      arrays.add(renamed(array, name + "/RMSProp"));
    }
    arrays.add(new NamedArray("global_step", List.of(), new float[1]));
    return arrays;
  }

  private static NamedArray renamed(NamedArray array, String name) {
    return new NamedArray(name, array.shape(), array.values());
  }

  private NasNetSpec likely(NasNetSpec spec) {
    Path prefix = write(Weights.random(Network.of(spec), 1).arrays());
    return WeightsFile.open(prefix).likelySpec().orElseThrow();
  }

  private Path write(Collection<NamedArray> arrays) {
    Path prefix = folder.resolve("weights");
    Checkpoint.write(prefix, Weights.of(arrays));
    return prefix;
  }

  private static void assertSame(Weights found, Weights expected) {
    assertThat(found.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    for (NamedArray array : expected.arrays()) {
      assertThat(found.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
  }
}
