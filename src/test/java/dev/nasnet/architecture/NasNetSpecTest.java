package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NasNetSpecTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "4@1000 | penultimateFilters (1000) must be a multiple of 96 (24 × 2²); nearest are 960 and"
            + " 1056",
        "5@1538 | penultimateFilters (1538) must be a multiple of 96 (24 × 2²); nearest are 1536"
            + " and 1632",
        "4@10 | penultimateFilters (10) must be a multiple of 96 (24 × 2²); the smallest is 96",
        "0@96 | cells (0) must be within 1 and 200; Mobile has 4, Large 6",
        "4x96 | spec (4x96) must be N@P, normal cells and penultimate filters; try 4@1056",
      })
  void illegalNotationsAreRefusedWithACure(String notation, String message) {
    assertThatThrownBy(() -> NasNetSpec.of(notation))
        .isInstanceOf(IllegalSpecException.class)
        .hasMessage(message);
  }

  @Test
  void imagesTooSmallForTheirStemAreRefused() {
    refuses(NasNetSpec.mobile().toBuilder().size(new ImageSize(31, 64)), "at least 32 px");
    refuses(NasNetSpec.cifar().toBuilder().size(ImageSize.square(7)), "at least 8 px");
  }

  @Test
  void anAuxiliaryHeadNeedsRoomAndAClassifier() {
    SpecBuilder small = NasNetSpec.mobile().toBuilder().size(ImageSize.square(66));
    refuses(small.auxiliaryHead(true), "at least 67 px");
    Network.of(small.size(ImageSize.square(67)).build());
    refuses(NasNetSpec.mobile().toBuilder().noTop(Pooling.AVG).auxiliaryHead(true), "`noTop`");
  }

  @Test
  void otherFilterMultipliersAreRefused() {
    assertThatThrownBy(() -> NasNetSpec.mobile().toBuilder().filterMultiplier(3))
        .hasMessageContaining("filterMultiplier (3) must be 2");
  }

  private static void refuses(SpecBuilder builder, String part) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalSpecException.class)
        .hasMessageContaining(part);
  }
}
