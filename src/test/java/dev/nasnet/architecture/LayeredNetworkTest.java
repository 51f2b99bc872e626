package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks as lists of layers: their ends, their variables and the order of Keras. */
class LayeredNetworkTest {
  private static final NasNetSpec SPEC =
      NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build();

  @Test
  void theEndsAreTheImageAndTheClassifiers() {
    Network network = Network.of(SPEC.toBuilder().auxiliaryHead(true).build());
    assertThat(network.input()).isInstanceOf(Layer.InputLayer.class);
    assertThat(network.input().output()).isEqualTo(OutputShape.map(32, 32, 3));
    assertThat(network.output().name()).isEqualTo("predictions");
    assertThat(network.auxiliaryOutput().map(Layer::name)).contains("aux_predictions");
    assertThat(Network.of(SPEC).auxiliaryOutput()).isEmpty();
    Network features = Network.of(SPEC.toBuilder().noTop(Pooling.MAX).build());
    assertThat(features.output()).isInstanceOf(Layer.GlobalMaxPooling2D.class);
    assertThat(features.output().output()).isEqualTo(OutputShape.vector(24));
    Network map = Network.of(SPEC.toBuilder().noTop(Pooling.NONE).build());
    assertThat(map.output()).isInstanceOf(Layer.Activation.class);
    assertThat(map.output().output()).isEqualTo(OutputShape.map(8, 8, 24));
  }

  @Test
  void aLayerThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Network.of(SPEC).layer("nowhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no layer is called nowhere");
  }

  @Test
  void whatActsOnlyInTrainingIsRefused() {
    Network.of(SPEC).requireInference();
    for (SpecBuilder training :
        List.of(
            SPEC.toBuilder().dropout(0.5),
            SPEC.toBuilder().dropPathKeep(0.5),
            SPEC.toBuilder().auxiliaryHead(true))) {
      Network network = Network.of(training.build());
      assertThatThrownBy(network::requireInference)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("network (1@24) must be for inference");
      network.forInference().requireInference();
    }
  }

  @Test
  void dropoutStandsBeforeTheClassifier() {
    Network network = Network.of(SPEC.toBuilder().dropout(0.3).build());
    Layer.Dropout dropout = (Layer.Dropout) network.layer(network.output().inputs().get(0));
    assertThat(dropout.rate()).isEqualTo(0.3);
    assertThat(dropout.output()).isEqualTo(OutputShape.vector(24));
    assertThat(network.layer(dropout.inputs().get(0)))
        .isInstanceOf(Layer.GlobalAveragePooling2D.class);
  }

  @Test
  void aServingNetworkDropsWhatItsOutputDoesNotRead() {
    Network whole = Network.of(SPEC.toBuilder().dropPathKeep(0.5).auxiliaryHead(true).build());
    List<Layer> reversed = new ArrayList<>(whole.forInference().layers());
    Collections.reverse(reversed);
    ServingNetwork serving = ServingNetwork.of(whole.spec(), reversed, "stem_bn1");
    assertThat(serving.layers())
        .extracting(Layer::name)
        .containsExactly("input_layer", "stem_conv1", "stem_bn1");
    assertThat(serving.output().name()).isEqualTo("stem_bn1");
    assertThat(serving.spec()).isEqualTo(SPEC.forInference());
    assertThat(serving.forInference()).isSameAs(serving);
    assertThat(serving.weightedLayers()).hasSize(2);
    assertThat(serving.parameters()).isEqualTo(3 * 3 * 3 * 6 + 4 * 6);
    assertThat(serving.multiplyAdds()).isEqualTo(3 * 3 * 3 * 6 * 32 * 32);
    assertThatThrownBy(() -> ServingNetwork.of(SPEC, reversed, "nowhere"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no layer nowhere");
  }

  /** The names that Keras gives to layers of a {@code .weights.h5} file, by class and number. */
  @Test
  void automaticNamesCountEachClass() {
    Map<String, String> names = Network.of(SPEC).automaticNames();
    assertThat(names)
        .containsEntry("input_layer", "input_layer")
        .containsEntry("stem_conv1", "conv2d")
        .containsEntry("stem_bn1", "batch_normalization")
        .containsEntry("activation", "activation")
        .containsEntry("activation_1", "activation_1")
        .containsEntry("global_average_pooling2d", "global_average_pooling2d")
        .containsEntry("predictions", "dense")
        .containsValues("separable_conv2d", "zero_padding2d", "max_pooling2d", "cropping2d")
        .containsValues("separable_conv2d_1", "average_pooling2d", "concatenate", "add")
        .doesNotContainValue("conv2d_0");
    assertThat(names.values()).doesNotHaveDuplicates().hasSameSizeAs(Network.of(SPEC).layers());
  }

  /** Keras's names of the sums of a reduction cell, with its slips: the fourth has no name. */
  @Test
  void sumsHaveKerassNames() {
    Network network = Network.of(SPEC);
    assertThat(sums(network, "reduce_1"))
        .containsExactlyInAnyOrder(
            "reduction_add_1_reduce_1",
            "reduction_add_2_reduce_1",
            "reduction_add3_reduce_1",
            "add",
            "reduction_add4_reduce_1");
    assertThat(sums(network, "cell_0"))
        .containsExactlyInAnyOrder(
            "normal_add_1_0",
            "normal_add_2_0",
            "normal_add_3_0",
            "normal_add_4_0",
            "normal_add_5_0");
    CellSet odd = CellSet.read(Path.of("src/test/resources/cells/odd.json"));
    assertThat(sums(Network.of(SPEC.toBuilder().cellSet(odd).build()), "reduce_1"))
        .containsExactlyInAnyOrder(
            "reduction_add_1_reduce_1",
            "reduction_add_2_reduce_1",
            "reduction_add_3_reduce_1",
            "reduction_add_4_reduce_1",
            "reduction_add_5_reduce_1",
            "reduction_add_6_reduce_1");
  }

  private static List<String> sums(Network network, String block) {
    return network.layers().stream()
        .filter(layer -> layer.location().block().name().equals(block))
        .filter(Layer.Add.class::isInstance)
        .map(Layer::name)
        .toList();
  }

  @Test
  void theSummaryIsKerassTable() {
    String[] lines = new NetworkSummary(Network.of(SPEC)).text().split("\n", -1);
    assertThat(lines[0]).isEqualTo("Model: \"nasnet\" (1@24 at 32 px)");
    assertThat(lines[1]).matches("=+");
    assertThat(lines[2].split(" {2,}"))
        .containsExactly("Layer (type)", "Output Shape", "Param #", "Connected to");
    assertThat(lines[3]).isEqualTo(lines[1].replace('=', '-'));
    assertThat(lines[4].split(" {2,}"))
        .containsExactly("input_layer (InputLayer)", "(None, 32, 32, 3)", "0");
    assertThat(lines[5].split(" {2,}"))
        .containsExactly("stem_conv1 (Conv2D)", "(None, 32, 32, 6)", "162", "input_layer");
    int shapes = lines[2].indexOf("Output Shape");
    for (int i = 4; !lines[i].startsWith("="); i++) {
      assertThat(lines[i]).doesNotEndWith(" ");
      assertThat(lines[i].startsWith(" ") || lines[i].startsWith("(None", shapes)).isTrue();
      assertThat(lines[i].length()).isLessThanOrEqualTo(lines[1].length());
    }
    int longest =
        Arrays.stream(lines)
            .filter(line -> !line.startsWith("=") && !line.startsWith("-"))
            .mapToInt(String::length)
            .max()
            .orElseThrow();
    assertThat(lines[1]).hasSize(longest);
  }

  @Test
  void theSummaryEndsWithTheTotals() {
    Network mobile = Network.of(NasNetSpec.mobile());
    String text = new NetworkSummary(mobile).text();
    assertThat(text)
        .endsWith(
            """
            Total params: 5,326,716
            Trainable params: 5,289,978
            Non-trainable params: 36,738
            Multiply-adds: 563,610,000
            """
                .replace("563,610,000", String.format(Locale.ROOT, "%,d", mobile.multiplyAdds())));
    int inputs = mobile.layers().stream().mapToInt(layer -> layer.inputs().size()).sum();
    assertThat(text.lines()).hasSize(1 + inputs + 4 + 5);
  }
}
