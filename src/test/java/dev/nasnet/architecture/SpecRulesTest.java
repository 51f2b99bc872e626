package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The last value that each rule of a spec allows, and the first that it refuses. */
class SpecRulesTest {
  private static final NasNetSpec MOBILE = NasNetSpec.mobile();
  private static final NasNetSpec CIFAR = NasNetSpec.cifar();

  @Test
  void cellsAndStemFilters() {
    allows(spec -> spec.cells(1), spec -> spec.cells(200));
    refuses("cells (0) must be within 1 and 200", spec -> spec.cells(0));
    refuses("cells (201) must be within 1 and 200", spec -> spec.cells(201));
    allows(spec -> spec.stemFilters(1), spec -> spec.stemFilters(96_000));
    refuses("stemFilters (0) must be within 1 and 96000", spec -> spec.stemFilters(0));
    refuses("stemFilters (96001) must be within 1 and", spec -> spec.stemFilters(96_001));
  }

  @Test
  void rates() {
    allows(spec -> spec.batchNormMomentum(0), spec -> spec.batchNormMomentum(1));
    refuses("batchNormMomentum (-0.1) must be within 0 and 1", s -> s.batchNormMomentum(-0.1));
    refuses("batchNormMomentum (1.1) must be within 0 and 1", s -> s.batchNormMomentum(1.1));
    allows(spec -> spec.batchNormEpsilon(1e-9), spec -> spec.batchNormEpsilon(0.99));
    refuses("batchNormEpsilon (0.0) must be above 0", spec -> spec.batchNormEpsilon(0));
    refuses("batchNormEpsilon (1.0) must be above 0 and below 1", s -> s.batchNormEpsilon(1));
    allows(spec -> spec.dropout(0), spec -> spec.dropout(0.99));
    refuses("dropout (-0.1) must be at least 0 and below 1", spec -> spec.dropout(-0.1));
    refuses("dropout (1.0) must be at least 0 and below 1", spec -> spec.dropout(1));
    allows(spec -> spec.dropPathKeep(0.01), spec -> spec.dropPathKeep(1));
    refuses("dropPathKeep (0.0) must be above 0 and at most 1", spec -> spec.dropPathKeep(0));
    refuses("dropPathKeep (1.01) must be above 0 and at most 1", s -> s.dropPathKeep(1.01));
  }

  @Test
  void ratesThatAreNoNumbers() {
    refuses("batchNormMomentum (NaN)", spec -> spec.batchNormMomentum(Double.NaN));
    refuses("batchNormEpsilon (NaN)", spec -> spec.batchNormEpsilon(Double.NaN));
    refuses("dropout (NaN)", spec -> spec.dropout(Double.NaN));
    refuses("dropPathKeep (NaN)", spec -> spec.dropPathKeep(Double.NaN));
  }

  @Test
  void names() {
    allows(spec -> spec.name("a"), spec -> spec.name("Z_9" + "a".repeat(97)));
    for (String name : new String[] {"", "1a", "a-b", "a".repeat(101), "a\nb"}) {
      refuses("must be a letter, then letters, digits or _", spec -> spec.name(name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imagenet | 96 | true | ",
        "imagenet | 95 | false | the smallest is 96",
        "imagenet | 0 | false | the smallest is 96",
        "imagenet | 97 | false | nearest are 96 and 192",
        "imagenet | 96000 | true | ",
        "imagenet | 95999 | false | nearest are 95904 and 96000",
        "imagenet | 96001 | false | the largest is 96000",
        "imagenet | 96096 | false | the largest is 96000",
        "imagenet | 2147483647 | false | the largest is 96000",
        "cifar | 24 | true | ",
        "cifar | 23 | false | must be a multiple of 24 (24); the smallest is 24",
        "cifar | 30 | false | must be a multiple of 24 (24); nearest are 24 and 48",
      })
  void penultimateFilters(String stem, int filters, boolean isAllowed, String message) {
    SpecBuilder builder = (stem.equals("cifar") ? CIFAR : MOBILE).toBuilder();
    builder.penultimateFilters(filters);
    if (isAllowed) {
      assertThat(builder.build().notation()).endsWith("@" + filters);
    } else {
      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalSpecException.class)
          .hasMessageStartingWith("penultimateFilters (%d) ".formatted(filters))
          .hasMessageContaining(message);
    }
  }

  /** PNASNet's stem cells drop half channels, so that its widths need not be whole there. */
  @Test
  void penultimateFiltersOfCellsInPlace() {
    NasNetSpec pnasNet = NasNetSpec.pnasNetMobile();
    assertThat(pnasNet.toBuilder().penultimateFilters(80).build().filters()).isEqualTo(4);
    assertThat(pnasNet.toBuilder().penultimateFilters(100).build().filters()).isEqualTo(5);
    NasNetSpec small = CIFAR.toBuilder().cellSet(CellSet.PNASNET_5).penultimateFilters(20).build();
    assertThat(small.filters()).isEqualTo(1);
  }

  @Test
  void sizes() {
    allows(spec -> spec.size(ImageSize.square(32)), spec -> spec.size(new ImageSize(64, 32)));
    refuses("size (31) must be at least 32 px", spec -> spec.size(ImageSize.square(31)));
    refuses("size (64x31) must be at least 32 px", spec -> spec.size(new ImageSize(64, 31)));
    assertThat(CIFAR.toBuilder().size(ImageSize.square(8)).build().size()).hasToString("8");
  }

  @Test
  void auxiliaryHeads() {
    SpecBuilder cifar = CIFAR.toBuilder().auxiliaryHead(true).size(new ImageSize(9, 20));
    assertThat(Network.of(cifar.build()).auxiliaryOutput()).isPresent();
    assertThatThrownBy(cifar.size(new ImageSize(20, 8))::build)
        .hasMessageContaining("needs an image of at least 9 px a side, not 20x8; use `size` 9");
    NasNetSpec large = MOBILE.toBuilder().auxiliaryHead(true).build();
    assertThat(large.forInference().auxiliaryHead()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "16385", "1x16385", "0x9", "x9", "9x", "-3", "12345x123456", "9 x 9"})
  void wrongImageSizes(String text) {
    assertThatThrownBy(() -> ImageSize.of(text))
        .isInstanceOf(IllegalSpecException.class)
        .hasMessageStartingWith("size (");
  }

  @Test
  void imageSizes() {
    assertThat(ImageSize.of(" 16384 ")).isEqualTo(ImageSize.square(16_384)).hasToString("16384");
    assertThat(ImageSize.of("1x2")).isEqualTo(new ImageSize(1, 2)).hasToString("1x2");
    assertThat(new ImageSize(3, 2).shorterSide()).isEqualTo(2);
  }

  @Test
  void classes() {
    assertThat(MOBILE.toBuilder().classes(1).build().classes()).isEqualTo(1);
    assertThat(MOBILE.toBuilder().classes(10_000_000).build().classes()).isEqualTo(10_000_000);
    for (int wrong : new int[] {0, -1, 10_000_001}) {
      assertThatThrownBy(() -> MOBILE.toBuilder().classes(wrong))
          .isInstanceOf(IllegalSpecException.class)
          .hasMessage(
              "classes (%d) must be within 1 and 10000000; ImageNet has 1000".formatted(wrong));
    }
  }

  @Test
  void theFilterMultiplierIsTwo() {
    assertThat(MOBILE.toBuilder().filterMultiplier(2).build()).isEqualTo(MOBILE);
    assertThatThrownBy(() -> MOBILE.toBuilder().filterMultiplier(1)).hasMessageContaining("(1)");
  }

  @SafeVarargs
  private static void allows(UnaryOperator<SpecBuilder>... changes) {
    for (UnaryOperator<SpecBuilder> change : changes) {
      assertThat(change.apply(MOBILE.toBuilder()).build()).isNotNull();
    }
  }

  private static void refuses(String message, UnaryOperator<SpecBuilder> change) {
    assertThatThrownBy(change.apply(MOBILE.toBuilder())::build)
        .isInstanceOf(IllegalSpecException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(";")
        .hasMessageNotContaining("\t");
  }
}
