package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerRangeTest {
  private static final Network MOBILE =
      Network.of(NasNetSpec.mobile().toBuilder().auxiliaryHead(true).build());

  /** Mobile: 3 × 4 normal cells, numbered past the reductions. */
  @Test
  void blocksCoverEveryLayerWithWeightsOnceFromTheImageToTheClassifier() {
    List<String> blocks =
        List.of(
            "stem,stem_1,stem_2,cell_0,cell_1,cell_2,cell_3,reduce_4,cell_5,cell_6,cell_7,cell_8,"
                .concat("reduce_8,cell_9,cell_10,cell_11,cell_12,auxiliary,head")
                .split(",", -1));
    Set<String> seen = new HashSet<>();
    for (String block : blocks) {
      Set<String> layers = LayerRange.of(MOBILE, block);
      assertThat(layers).as(block).isNotEmpty();
      assertThat(Collections.disjoint(layers, seen)).as(block).isTrue();
      seen.addAll(layers);
      assertThat(LayerRange.of(MOBILE, "stem.." + block)).as("up to " + block).isEqualTo(seen);
    }
    assertThat(seen)
        .isEqualTo(MOBILE.weightedLayers().stream().map(Layer::name).collect(Collectors.toSet()));
    assertThat(LayerRange.of(MOBILE, "head")).containsExactly("predictions");
    assertThat(LayerRange.of(MOBILE, "stem_conv1, head..predictions"))
        .containsExactly("stem_conv1", "predictions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stme..cell_3 | stme is none: near it are stem,",
        "stem..reduce_5 | reduce_5 is none: near it are reduce_4, reduce_8,",
        "stem_9 | stem_9 is none: near it are stem_1, stem_2, stem",
        "..cell_3 | an empty word is none",
        "stem.. | an empty word is none",
        "head,, | an empty word is none",
        "predictiones | near it are predictions,",
        "cell_3..stem | must go from the image to the classifier; swap the ends of cell_3..stem"
      })
  void whatIsNotThereIsRefusedWithWhatIsNear(String text, String message) {
    assertThatThrownBy(() -> LayerRange.of(MOBILE, text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }
}
