package dev.nasnet.export.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.weights.Weights;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rewritten network's layers are still in the stem, cells and head of the plain network. */
class ServingLocationsTest {
  @Test
  void layersKeepTheirBlocks() {
    Network plain =
        Network.of(NasNetSpec.of("2@192").toBuilder().stemFilters(8).classes(3).build());
    LayeredNetwork serving =
        ServingForm.of(new WeightedNetwork(plain, Weights.randomBatchNorm(plain, 3))).network();
    assertThat(serving).isInstanceOf(ServingNetwork.class);
    assertThat(serving.forInference()).isSameAs(serving);
    Map<String, Block> blocks = new HashMap<>();
    plain.layers().forEach(layer -> blocks.put(layer.name(), layer.location().block()));
    for (Layer layer : serving.layers()) {
      String origin = layer.name().replaceFirst("_(depthwise|inputs|relu_\\d+)$", "");
      Block cell = blocks.get(origin);
      assertThat(layer.location().block()).as(layer.name()).isEqualTo(cell);
    }
    assertThat(serving.layers())
        .extracting(layer -> layer.location().block())
        .containsAll(blocks.values());
  }
}
