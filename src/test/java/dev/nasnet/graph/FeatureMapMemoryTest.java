package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.WeightedLayer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureMapMemoryTest {
  /** By the definition: at each layer, all outputs so far that this or a later layer reads. */
  @Test
  void thePeakIsThatOfTheDefinition() {
    Network network = Network.of(NasNetSpec.cifar().toBuilder().notation("1@24").build());
    List<Layer> layers = network.layers();
    double peak = 0;
    for (int i = 0; i < layers.size(); i++) {
      Layer now = layers.get(i);
      List<Layer> later = layers.subList(i, layers.size());
      double live = values(now);
      for (Layer earlier : layers.subList(0, i)) {
        if (later.stream().anyMatch(layer -> layer.inputs().contains(earlier.name()))) {
          live += values(earlier);
        }
      }
      if (now instanceof WeightedLayer.SeparableConv2D separable) {
        live += (double) now.output().pixels() * separable.inputChannels();
      }
      peak = Math.max(peak, live);
    }
    assertThat(FeatureMapMemory.peakValues(network)).isEqualTo(peak);
  }

  private static double values(Layer layer) {
    return (double) layer.output().pixels() * layer.output().channels();
  }
}
