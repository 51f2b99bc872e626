package dev.nasnet.export.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of cells that Keras does not have: the rewrites for inference keep their function. */
class OddCellsTest {
  static Stream<NasNetSpec> specs() {
    CellSet odd = CellSet.read(Path.of("src/test/resources/cells/odd.json"));
    CellSet darts = CellSet.read(Path.of("src/test/resources/cells/darts-v2.txt"));
    CellSet listed = CellSet.read(Path.of("src/test/resources/cells/listed.json"));
    NasNetSpec tiny = NasNetSpec.of("1@96").toBuilder().stemFilters(8).classes(10).build();
    NasNetSpec pnasNet =
        NasNetSpec.pnasNetMobile().toBuilder().notation("1@80").stemFilters(8).classes(10).build();
    NasNetSpec form = tiny.toBuilder().cellSet(odd).size(ImageSize.of("33x40")).build();
    return Stream.of(
        form,
        form.toBuilder().poolPadding(PoolPadding.TIMM).build(),
        form.toBuilder().poolPadding(PoolPadding.SAME).build(),
        tiny.toBuilder().cellSet(listed).size(ImageSize.of("33x40")).build(),
        NasNetSpec.cifar().toBuilder().cellSet(listed).build(),
        tiny.toBuilder().cellSet(darts).size(ImageSize.of("40x33")).build(),
        pnasNet.toBuilder().size(ImageSize.of("47x40")).build());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theFunctionIsTheSame(NasNetSpec spec) {
    WeightedNetwork plain = plain(spec);
    WeightedNetwork rewritten = ServingForm.of(plain);
    Answers.assertSame(rewritten, plain);
    assertThat(rewritten.network().layers())
        .hasSizeLessThan(plain.network().layers().size())
        .noneMatch(layer -> layer.kerasClass().equals("BatchNormalization"));
  }

  private static WeightedNetwork plain(NasNetSpec spec) {
    Network network = Network.of(spec).forInference();
    return new WeightedNetwork(network, Weights.randomBatchNorm(network, 3));
  }
}
