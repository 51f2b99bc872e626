package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.WeightedLayer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that the optimizer removes layers. StepParityTest and GradientTest check that it changes
 * no results.
 */
class TrainingLayerOptimizerTest {
  static Stream<NasNetSpec> specs() {
    return Stream.of(NasNetSpec.mobile(), NasNetSpec.large(), NasNetSpec.cifar());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void noTensorIsRectifiedTwiceAndNoSeparableConvolutionReadsZeros(NasNetSpec spec) {
    Network network = Network.of(spec);
    List<Layer> optimized = TrainingLayerOptimizer.optimize(network, network.layers());
    assertThat(optimized.stream().map(Layer::name))
        .containsExactlyElementsOf(network.layers().stream().map(Layer::name).toList());
    Set<String> read =
        optimized.stream().flatMap(layer -> layer.inputs().stream()).collect(Collectors.toSet());
    List<String> rectified =
        optimized.stream()
            .filter(layer -> layer instanceof Layer.Activation && read.contains(layer.name()))
            .map(layer -> layer.inputs().get(0))
            .toList();
    assertThat(rectified).doesNotHaveDuplicates();
    Set<String> pads =
        optimized.stream()
            .filter(Layer.ZeroPadding2D.class::isInstance)
            .map(Layer::name)
            .collect(Collectors.toSet());
    assertThat(optimized)
        .filteredOn(WeightedLayer.SeparableConv2D.class::isInstance)
        .noneMatch(layer -> pads.contains(layer.inputs().get(0)));
  }
}
