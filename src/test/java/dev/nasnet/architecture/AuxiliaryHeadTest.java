package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The auxiliary head of slim's {@code _build_aux_head} (nasnet.py), layer by layer. */
class AuxiliaryHeadTest {
  @Test
  void itPoolsFiveByFiveWithStrideThreeAfterTheSecondStage() {
    Network network =
        Network.of(NasNetSpec.mobile().toBuilder().dropout(0).auxiliaryHead(true).build());
    List<Layer> head =
        network.layers().stream()
            .filter(layer -> layer.location().block().equals(Block.AUXILIARY))
            .toList();
    assertThat(head)
        .extracting(Layer::kerasClass)
        .containsExactlyInAnyOrder(
            "Activation",
            "AveragePooling2D",
            "Conv2D",
            "BatchNormalization",
            "Activation",
            "Conv2D",
            "BatchNormalization",
            "Activation",
            "Flatten",
            "Dense");
    // The second stage of Mobile has 14 × 14 pixels; VALID windows leave 4 × 4.
    Layer.AveragePooling2D pool = (Layer.AveragePooling2D) one(head, "AveragePooling2D");
    assertThat(pool.window()).isEqualTo(Window.square(5, 3, Padding.VALID));
    assertThat(pool.output()).isEqualTo(OutputShape.map(4, 4, 528));
    assertThat(head.stream().filter(WeightedLayer.Conv2D.class::isInstance).map(Layer::output))
        .containsExactlyInAnyOrder(OutputShape.map(4, 4, 128), OutputShape.map(1, 1, 768));
  }

  private static Layer one(List<Layer> layers, String kerasClass) {
    return layers.stream()
        .filter(layer -> layer.kerasClass().equals(kerasClass))
        .findFirst()
        .orElseThrow();
  }
}
