package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Block.Kind;
import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.Location.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LocationTest {
  private static final Set<Role> RECOGNISED =
      Set.of(
          Role.STEM,
          Role.SQUEEZE,
          Role.CLASSIFIER,
          Role.AUXILIARY_PROJECTION,
          Role.AUXILIARY_CONVOLUTION);

  static Stream<Network> networks() {
    return Stream.of(Dialect.values())
        .flatMap(
            dialect ->
                Stream.of(NasNetSpec.of("2@192"), NasNetSpec.cifar())
                    .map(spec -> spec.toBuilder().dialect(dialect).auxiliaryHead(true))
                    .map(spec -> spec.dropPathKeep(0.7).dropout(0.5).build()))
        .map(Network::of);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void locationAndClassDetermineALayer(Network network) {
    Set<List<Object>> seen = new HashSet<>();
    for (Layer layer : network.layers()) {
      assertThat(seen.add(List.of(layer.location(), layer.kerasClass())))
          .as("%s at %s", layer.name(), layer.location())
          .isTrue();
    }
  }

  /** Of a foreign file nothing but names is known: where a name is recognised, it is right. */
  @ParameterizedTest
  @MethodSource("networks")
  void namesAreRecognisedAsTheLocationsTheyWereMadeFrom(Network network) {
    for (Layer layer : network.weightedLayers()) {
      Optional<Location> found =
          VariableName.of(layer.variables().get(0).name()).flatMap(VariableName::location);
      boolean expected = RECOGNISED.contains(layer.location().role());
      assertThat(found)
          .as(layer.name())
          .isEqualTo(expected ? Optional.of(layer.location()) : Optional.empty());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyCellHasItsFiveCombinationsAsTheCellSays(Network network) {
    List<Layer> sums =
        network.layers().stream().filter(layer -> layer.location().role() == Role.SUM).toList();
    int cells = 3 * network.spec().cells() + (network.spec().stem() == Stem.IMAGENET ? 4 : 2);
    assertThat(sums).hasSize(5 * cells);
    for (Layer sum : sums) {
      Location at = sum.location();
      Cell cell = at.block().reduces() ? CellSet.NASNET_A.reduction() : CellSet.NASNET_A.normal();
      Cell.Combination combination = cell.combinations().get(at.combination() - 1);
      assertThat(separable(network, at, Side.LEFT))
          .isEqualTo(combination.left().operation() instanceof SeparableOperation);
      assertThat(separable(network, at, Side.RIGHT))
          .isEqualTo(combination.right().operation() instanceof SeparableOperation);
    }
  }

  private static boolean separable(Network network, Location sum, Side side) {
    return network.layers().stream()
        .filter(WeightedLayer.SeparableConv2D.class::isInstance)
        .anyMatch(
            layer ->
                layer
                    .location()
                    .equals(new Location(sum.block(), sum.combination(), side, Role.SEPARABLE_1)));
  }

  @Test
  void blocksAreOrderedAsTheImagePassesThem() {
    Network network = Network.of(NasNetSpec.of("2@192").toBuilder().auxiliaryHead(true).build());
    List<Block> blocks =
        new ArrayList<>(
            network.layers().stream().map(layer -> layer.location().block()).distinct().toList());
    blocks.sort(Comparator.naturalOrder());
    assertThat(blocks)
        .extracting(Block::name)
        .containsExactly(
            "image",
            "stem",
            "stem_1",
            "stem_2",
            "cell_0",
            "cell_1",
            "reduce_2",
            "cell_3",
            "cell_4",
            "reduce_4",
            "cell_5",
            "cell_6",
            "auxiliary",
            "head");
    assertThat(blocks.get(6)).isEqualTo(new Block(Kind.REDUCTION_CELL, 2));
  }

  @Test
  void otherVariableNamesAreNotRecognised() {
    assertThat(VariableName.of("stem_conv1")).isEmpty();
    assertThat(VariableName.of("/kernel")).isEmpty();
    assertThat(VariableName.of("stem_conv1/kernel/Momentum")).isEmpty();
    assertThat(VariableName.of("conv0/weights")).isEmpty();
    assertThat(VariableName.of("normal_conv_1_12345678901/kernel"))
        .hasValueSatisfying(name -> assertThat(name.location()).isEmpty());
  }
}
