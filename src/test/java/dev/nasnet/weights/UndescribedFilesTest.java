package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.internal.hdf5.Hdf5Group;
import dev.nasnet.internal.hdf5.Hdf5Writer;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files {@code .weights.h5}, which name layers only by class and number. */
class UndescribedFilesTest {
  private static final NasNetSpec CIFAR =
      NasNetSpec.cifar().toBuilder().notation("2@24").stemFilters(6).build();

  @TempDir Path folder;

  static Stream<NasNetSpec> specs() {
    NasNetSpec imageNet = NasNetSpec.of("1@96").toBuilder().stemFilters(8).classes(5).build();
    return Stream.of(
        CIFAR,
        CIFAR.toBuilder().cells(1).build(),
        CIFAR.toBuilder().cells(3).build(),
        imageNet,
        imageNet.toBuilder().cells(2).build(),
        imageNet.toBuilder().cells(3).noTop(Pooling.NONE).build());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("specs")
  void theNumberOfLayersShowsTheNetwork(NasNetSpec spec) throws IOException {
    Network network = Network.of(spec);
    Weights weights = Weights.randomBatchNorm(network, 2);
    WeightsFile file = WeightsFile.open(write(network, weights));
    NasNetSpec likely = file.likelySpec().orElseThrow();
    assertThat(likely.notation()).isEqualTo(spec.notation());
    assertThat(likely.stem()).isEqualTo(spec.stem());
    assertThat(likely.stemFilters()).isEqualTo(spec.stemFilters());
    assertThat(likely.head()).isEqualTo(spec.head());
    WeightsFile.Loaded loaded = file.load(network);
    assertThat(loaded.report()).isEmpty();
    assertThat(loaded.fresh()).isEmpty();
    weights
        .arrays()
        .forEach(
            array ->
                assertThat(loaded.weights().get(array.name()).values()).isEqualTo(array.values()));
  }

  @Test
  void layersOfTrainingDoNotChangeTheNumbers() throws IOException {
    Weights weights = Weights.randomBatchNorm(Network.of(CIFAR), 2);
    WeightsFile file = WeightsFile.open(write(Network.of(CIFAR), weights));
    Network training = Network.of(CIFAR.toBuilder().dropout(0.5).dropPathKeep(0.5).build());
    assertThat(file.load(training).report()).isEmpty();
    Network features = Network.of(CIFAR.toBuilder().noTop(Pooling.AVG).build());
    assertThat(file.load(features).report())
        .containsExactly("the classifier is skipped: the network has none");
    Network wide = Network.of(CIFAR.toBuilder().notation("2@48").build());
    assertThatThrownBy(() -> file.loadForTransfer(wide, Weights.random(wide, 1)))
        .hasMessageContaining("must fit 2@48 of the cifar form");
    assertThatThrownBy(() -> file.load(wide))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a Keras file) must fit 2@48 of the cifar form")
        .hasMessageContaining("; these look like 2@24 of the cifar form with 6 stem filters");
  }

  @Test
  void anotherNumberOfClassesHasANewClassifier() throws IOException {
    Weights weights = Weights.randomBatchNorm(Network.of(CIFAR), 2);
    Path path = write(Network.of(CIFAR), weights);
    Network network = Network.of(CIFAR.toBuilder().classes(4).build());
    Weights fresh = Weights.random(network, 9);
    WeightsFile.Loaded loaded = WeightsFile.open(path).loadForTransfer(network, fresh);
    assertThat(loaded.fresh()).containsExactly("predictions/kernel", "predictions/bias");
    assertThat(loaded.report())
        .containsExactly("the classifier is new: %s has one of 10 classes".formatted(path));
    assertThat(loaded.weights().get("predictions/kernel").values())
        .isEqualTo(fresh.get("predictions/kernel").values());
    assertThat(loaded.weights().get("stem_bn1/beta").values())
        .isEqualTo(weights.get("stem_bn1/beta").values());
    Network features = Network.of(CIFAR.toBuilder().noTop(Pooling.AVG).build());
    WeightsFile headless = WeightsFile.open(write(features, Weights.random(features, 1)));
    assertThat(headless.loadForTransfer(network, fresh).report())
        .singleElement()
        .asString()
        .endsWith("has none");
    assertThat(headless.loadForTransfer(features, fresh).fresh()).isEmpty();
  }

  /** Three names are listed; of more, their number is. */
  @Test
  void whatDoesNotFitIsListed() throws IOException {
    Network network = Network.of(CIFAR);
    Hdf5Group root = group(network, Weights.random(network, 1));
    root.dataset("layers/dense/vars/2", List.of(1), new float[1]);
    root.dataset("layers/dense/vars/3", List.of(1), new float[1]);
    root.dataset("layers/dense/vars/4", List.of(1), new float[1]);
    Path three = write(root);
    assertThatThrownBy(() -> WeightsFile.open(three).load(network))
        .hasMessageContaining("; missing: none; misshapen: none;")
        .hasMessageContaining("extra: predictions/2, predictions/3, predictions/4; check `preset`");
    root.dataset("layers/dense/vars/5", List.of(1), new float[1]);
    Path four = write(root);
    assertThatThrownBy(() -> WeightsFile.open(four).load(network))
        .hasMessageContaining("predictions/4 (4 in all); check `preset`, `spec` and `dialect`");
  }

  @Test
  void aFileOfNoNasNetIsNamedByItsGroups() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.dataset("layers/dense/vars/0", List.of(1), new float[1]);
    WeightsFile file = WeightsFile.open(write(root));
    assertThat(file.likelySpec()).isEmpty();
    assertThat(file.kind()).isEqualTo("a Keras file");
    assertThatThrownBy(() -> file.load(Network.of(CIFAR)))
        .hasMessageContaining("missing: stem_conv1/kernel, ")
        .hasMessageContaining("misshapen: predictions/kernel [1] for [24, 10]");
  }

  private Path write(Network network, Weights weights) throws IOException {
    return write(group(network, weights));
  }

  private static Hdf5Group group(Network network, Weights weights) {
    Hdf5Group root = new Hdf5Group();
    Map<String, String> names = network.automaticNames();
    for (Layer layer : network.weightedLayers()) {
      int number = 0;
      for (VariableSpec variable : layer.variables()) {
        NamedArray array = weights.get(variable.name());
        String path = "layers/%s/vars/%d".formatted(names.get(layer.name()), number++);
        root.dataset(path, array.shape(), array.values());
      }
    }
    return root;
  }

  private Path write(Hdf5Group root) throws IOException {
    Path file = Files.createTempFile(folder, "some", ".weights.h5");
    try (OutputStream out = Files.newOutputStream(file)) {
      new Hdf5Writer(root).writeTo(out);
    }
    return file;
  }
}
