package dev.nasnet.export.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same function from fewer layers, for each dialect, wiring and pool padding. */
@Tag("slow")
class ServingFormTest {
  private static final NasNetSpec TINY =
      NasNetSpec.of("1@96").toBuilder().stemFilters(8).classes(10).build();

  @ParameterizedTest(name = "{0}, {1}, {2} at {3}")
  @MethodSource("everyKind")
  void theFunctionIsTheSame(Dialect dialect, PoolPadding padding, Wiring wiring, String size) {
    NasNetSpec spec =
        TINY.toBuilder()
            .dialect(dialect)
            .poolPadding(padding)
            .wiring(wiring)
            .size(ImageSize.of(size))
            .build();
    Answers.assertSame(rewritten(spec), plain(spec));
  }

  /** At 33 × 40, stem and cells meet odd and even sizes in both directions; at 47 the others. */
  private static Stream<Arguments> everyKind() {
    return Stream.of("33x40", "47")
        .flatMap(
            size ->
                Stream.of(Wiring.values())
                    .flatMap(
                        wiring ->
                            Stream.of(
                                Arguments.of(Dialect.KERAS, PoolPadding.ZERO, wiring, size),
                                Arguments.of(Dialect.KERAS, PoolPadding.TIMM, wiring, size),
                                Arguments.of(Dialect.SLIM, PoolPadding.SAME, wiring, size),
                                Arguments.of(Dialect.ARTICLE, PoolPadding.SAME, wiring, size))));
  }

  @Test
  void theCifarFormIsTheSame() {
    NasNetSpec spec = NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(12).build();
    Answers.assertSame(rewritten(spec), plain(spec));
  }

  @Test
  void headsWithoutAClassifierAreTheSame() {
    for (Pooling pooling : Pooling.values()) {
      NasNetSpec spec = TINY.toBuilder().size(ImageSize.square(33)).noTop(pooling).build();
      Answers.assertSame(rewritten(spec), plain(spec));
    }
  }

  @Test
  void separateSumsComputeTheSameWithoutConcatenatedInputs() {
    WeightedNetwork form = ServingForm.withSeparateSums(plain(TINY));
    Answers.assertSame(form, plain(TINY));
    assertThat(concatenations(form.network()))
        .isLessThan(concatenations(rewritten(TINY).network()));
  }

  private static long concatenations(LayeredNetwork network) {
    return network.layers().stream().filter(Layer.Concatenate.class::isInstance).count();
  }

  /** The control: a rewrite that forgets an epsilon must be seen to differ. */
  @Test
  void aWrongFoldIsSeen() {
    NasNetSpec spec = TINY.toBuilder().size(ImageSize.square(33)).build();
    NasNetSpec wrong = spec.toBuilder().batchNormEpsilon(2e-3).build();
    Network network = Network.of(wrong);
    WeightedNetwork other =
        ServingForm.of(new WeightedNetwork(network, Weights.randomBatchNorm(network, 3)));
    assertThat(Answers.difference(other, plain(spec))).isGreaterThan(1e-4);
  }

  @Test
  void mobileHasFewerLayersAndNoBatchNorm() {
    Network network = Network.of(NasNetSpec.mobile());
    LayeredNetwork fewer =
        ServingForm.of(new WeightedNetwork(network, Weights.random(network, 1))).network();
    List<String> kinds = fewer.layers().stream().map(Layer::kerasClass).distinct().toList();
    // Of 771 in which a separable convolution counts once, though it is two operations.
    assertThat(fewer.layers()).hasSizeLessThan(650);
    assertThat(kinds)
        .doesNotContain("BatchNormalization", "SeparableConv2D", "Cropping2D")
        .contains("Conv2D", "DepthwiseConv2D");
  }

  private static WeightedNetwork plain(NasNetSpec spec) {
    Network network = Network.of(spec).forInference();
    return new WeightedNetwork(network, Weights.randomBatchNorm(network, 3));
  }

  private static WeightedNetwork rewritten(NasNetSpec spec) {
    return ServingForm.of(plain(spec));
  }
}
