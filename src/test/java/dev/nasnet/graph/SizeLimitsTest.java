package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.InvalidInputException;
import org.junit.jupiter.api.Test;

class SizeLimitsTest {
  private static final long GIGABYTE = 1_000_000_000;
  private static final SizeLimits USUAL = new SizeLimits(8 * GIGABYTE, 1e13);

  @Test
  void publishedNetworksAreWithinTheLimits() {
    for (NasNetSpec spec : new NasNetSpec[] {NasNetSpec.mobile(), NasNetSpec.large()}) {
      assertThatCode(() -> USUAL.require(Network.of(spec).forInference()))
          .doesNotThrowAnyException();
      assertThatCode(() -> SizeLimits.ofThisMachine().require(Network.of(spec).forInference()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void theLargestImageIsRefusedOnAnyMachine() {
    NasNetSpec spec = digits().toBuilder().size(ImageSize.square(16_384)).build();
    assertThat(SizeLimits.ofThisMachine().bytes()).isLessThanOrEqualTo(64L << 30);
    assertThatThrownBy(() -> SizeLimits.ofThisMachine().require(Network.of(spec)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("network (2@192 at 16384 × 16384 px) must fit in");
  }

  @Test
  void manyFiltersAreRefused() {
    NasNetSpec spec = NasNetSpec.of("200@96000").toBuilder().stemFilters(96_000).build();
    assertThatThrownBy(() -> USUAL.require(Network.of(spec)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must fit in 8.0 GB of memory");
  }

  @Test
  void workHasABound() {
    SizeLimits few = new SizeLimits(8 * GIGABYTE, 1e6);
    assertThatThrownBy(() -> few.require(Network.of(digits())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must have at most 1e+06 multiply-adds for one image");
  }

  @Test
  void featureMapsAreFreedAfterTheirLastReader() {
    Network network = Network.of(digits()).forInference();
    double all =
        network.layers().stream()
            .mapToDouble(layer -> (double) layer.output().pixels() * layer.output().channels())
            .sum();
    double largest =
        network.layers().stream()
            .mapToDouble(layer -> (double) layer.output().pixels() * layer.output().channels())
            .max()
            .orElseThrow();
    assertThat(FeatureMapMemory.peakValues(network)).isBetween(2 * largest, all / 5);
  }

  private static NasNetSpec digits() {
    return NasNetSpec.cifar().toBuilder()
        .notation("2@192")
        .size(ImageSize.square(16))
        .classes(10)
        .build();
  }
}
