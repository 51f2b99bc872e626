package dev.nasnet.export.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.weights.NamedArray;
import java.util.List;
import java.util.Random;

/** Asks two networks the same. */
final class Answers {
  /** Float32 sums in another order through up to eight cells; measured below 1e-6. */
  static final double TOLERANCE = 1e-5;

  private Answers() {}

  static void assertSame(WeightedNetwork found, WeightedNetwork expected) {
    assertThat(found.network().layers().size()).isLessThan(expected.network().layers().size());
    assertThat(difference(found, expected)).isLessThan(TOLERANCE);
  }

  /** The relative L2 difference of the logits, or features, for two random images. */
  static double difference(WeightedNetwork found, WeightedNetwork expected) {
    NamedArray images = images(expected.network());
    float[] a = logits(found, images);
    float[] b = logits(expected, images);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.length; i++) {
      difference += Math.pow(a[i] - b[i], 2);
      norm += Math.pow(b[i], 2);
    }
    assertThat(a).hasSameSizeAs(b);
    assertThat(norm).isPositive();
    return Math.sqrt(difference / norm);
  }

  private static float[] logits(WeightedNetwork asked, NamedArray images) {
    try (InferenceGraph graph = InferenceGraph.open(asked.network(), asked.weights())) {
      return graph.logits(images).values();
    }
  }

  private static NamedArray images(LayeredNetwork network) {
    OutputShape size = network.input().output();
    Random random = new Random(4);
    float[] values = new float[2 * size.height() * size.width() * size.channels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return new NamedArray("image", List.of(2, size.height(), size.width(), 3), values);
  }
}
