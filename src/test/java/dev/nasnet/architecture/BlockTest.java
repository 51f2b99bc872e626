package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Block.Kind;
import dev.nasnet.architecture.Location.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of a network, and the layers that a file's names alone place in them. */
class BlockTest {
  @ParameterizedTest
  @CsvSource({
    "IMAGE, 0, image, false, false",
    "STEM, 0, stem, false, false",
    "STEM_CELL, 1, stem_1, true, true",
    "NORMAL_CELL, 7, cell_7, true, false",
    "REDUCTION_CELL, 4, reduce_4, true, true",
    "AUXILIARY, 0, auxiliary, false, false",
    "HEAD, 0, head, false, false",
  })
  void aBlockHasItsNameAndKind(
      Kind kind, int number, String name, boolean isCell, boolean reduces) {
    Block block = new Block(kind, number);
    assertThat(block.name()).isEqualTo(name);
    assertThat(block).hasToString(name);
    assertThat(block.isCell()).isEqualTo(isCell);
    assertThat(block.reduces()).isEqualTo(reduces);
  }

  @Test
  void cellsAreOrderedByTheirNumbers() {
    List<Block> ordered =
        List.of(
            new Block(Kind.STEM_CELL, 2),
            new Block(Kind.NORMAL_CELL, 3),
            new Block(Kind.NORMAL_CELL, 4),
            new Block(Kind.REDUCTION_CELL, 4),
            new Block(Kind.NORMAL_CELL, 5),
            new Block(Kind.REDUCTION_CELL, 8),
            Block.AUXILIARY);
    for (int i = 0; i < ordered.size(); i++) {
      for (int k = 0; k < ordered.size(); k++) {
        assertThat(Integer.signum(ordered.get(i).compareTo(ordered.get(k))))
            .isEqualTo(Integer.compare(i, k));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "stem_conv1, STEM, 0, STEM",
    "stem_bn1, STEM, 0, STEM",
    "predictions, HEAD, 0, CLASSIFIER",
    "aux_predictions, AUXILIARY, 0, CLASSIFIER",
    "aux_conv_1, AUXILIARY, 0, AUXILIARY_PROJECTION",
    "aux_bn_1, AUXILIARY, 0, AUXILIARY_PROJECTION",
    "aux_conv_2, AUXILIARY, 0, AUXILIARY_CONVOLUTION",
    "aux_bn_2, AUXILIARY, 0, AUXILIARY_CONVOLUTION",
    "normal_conv_1_12, NORMAL_CELL, 12, SQUEEZE",
    "reduction_bn_1_stem_2, STEM_CELL, 2, SQUEEZE",
    "reduction_conv_1_reduce_8, REDUCTION_CELL, 8, SQUEEZE",
  })
  void aNameGivesThePlace(String layer, Kind kind, int number, Role role) {
    VariableName name = new VariableName(layer, VariableSpec.Role.KERNEL);
    assertThat(name.location()).contains(Location.of(new Block(kind, number), role));
    assertThat(name.isIn(new Block(kind, number))).isTrue();
    assertThat(name.isIn(new Block(kind, number + 1))).isFalse();
  }

  @Test
  void onlyFirstConvolutionsOfCellsArePlaced() {
    for (String layer :
        List.of(
            "normal_conv_2_12", "normal_conv_1_x", "add_1", "separable_conv_1_normal_left1_0")) {
      assertThat(new VariableName(layer, VariableSpec.Role.KERNEL).location()).isEmpty();
    }
  }

  @Test
  void aSumHasNoSide() {
    Block block = new Block(Kind.NORMAL_CELL, 2);
    Location sum = Location.sum(block, 3);
    assertThat(sum).isEqualTo(new Location(block, 3, Location.Side.NONE, Role.SUM));
    Location branch = new Location(block, 3, Location.Side.RIGHT, Role.SUM);
    assertThat(branch.as(Role.POOL))
        .isEqualTo(new Location(block, 3, Location.Side.RIGHT, Role.POOL));
  }
}
