package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The plan of PNASNet-5 and the published numbers of its two sizes. */
class PnasNetTest {
  /** timm's table of models has 86,057,668 parameters for pnasnet5large, without the statistics. */
  @Test
  void largeHasThePublishedParameters() {
    Network large = Network.of(NasNetSpec.pnasNetLarge());
    assertThat(large.trainableParameters()).isEqualTo(86_057_668);
    assertThat(large.multiplyAdds() / 1e9).isBetween(24.9, 25.05);
  }

  /** The README of slim's NASNet has 5.1 million parameters and 588 million multiply-adds. */
  @Test
  void mobileHasThePublishedParameters() {
    Network mobile = Network.of(NasNetSpec.pnasNetMobile());
    assertThat(mobile.parameters() / 1e6).isBetween(5.05, 5.15);
    assertThat(mobile.multiplyAdds() / 1e6).isBetween(587.0, 588.5);
  }

  @Test
  void cellsStandInPlace() {
    List<PlannedCell> plan = PlannedCell.of(NasNetSpec.pnasNetLarge());
    assertThat(plan.stream().map(cell -> cell.block().name()))
        .startsWith("stem_1", "stem_2", "cell_0")
        .endsWith("cell_11")
        .hasSize(14);
    assertThat(plan.stream().filter(cell -> cell.stride() == 2).map(cell -> cell.block().name()))
        .containsExactly("stem_1", "stem_2", "cell_4", "cell_8");
    assertThat(plan.stream().map(PlannedCell::filters))
        .containsExactly(54, 108, 216, 216, 216, 216, 432, 432, 432, 432, 864, 864, 864, 864);
    assertThat(plan.stream().filter(PlannedCell::hasAuxiliaryHead)).containsExactly(plan.get(9));
  }

  /** The widths 13 and 27 of Mobile's stem cells are not whole quarters and halves of 54. */
  @Test
  void stemCellsDropHalfChannels() {
    assertThat(PlannedCell.of(NasNetSpec.pnasNetMobile()).stream().map(PlannedCell::filters))
        .startsWith(13, 27, 54);
  }

  @Test
  void skipWiringAndOtherWidthsAreRefused() {
    SpecBuilder mobile = NasNetSpec.pnasNetMobile().toBuilder();
    assertThatThrownBy(() -> mobile.wiring(Wiring.SKIP).build())
        .hasMessageContaining("wiring (skip) must be direct for PNASNet-5");
    SpecBuilder odd = NasNetSpec.pnasNetMobile().toBuilder().notation("3@1090");
    assertThatThrownBy(odd::build).hasMessageContaining("multiple of 20 (20)");
    SpecBuilder small = NasNetSpec.pnasNetMobile().toBuilder().notation("3@60");
    assertThatThrownBy(small::build).hasMessageContaining("the smallest is 80");
  }
}
