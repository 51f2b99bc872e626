package dev.nasnet.export.int8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.rewrite.FusedLayer;
import dev.nasnet.export.rewrite.ServingForm;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntegerNetworkTest {
  private static final WeightedNetwork FORM = form();

  @Test
  void poolsAndConcatenationsHaveTheScaleOfTheirInputs() {
    IntegerNetwork network = network(Set.of(), Io.FLOAT32);
    int tied = 0;
    for (FusedLayer one : network.layers()) {
      if (one.layer() instanceof Layer.Concatenate
          || one.layer() instanceof Layer.AveragePooling2D
          || one.layer() instanceof Layer.MaxPooling2D
          || one.layer() instanceof Layer.ZeroPadding2D) {
        for (String input : one.layer().inputs()) {
          assertThat(network.scale(input)).isEqualTo(network.scale(one.output()));
          tied++;
        }
      }
    }
    assertThat(tied).isGreaterThan(20);
    long scales =
        network.layers().stream().map(one -> network.scale(one.output())).distinct().count();
    assertThat(scales).isGreaterThan(10);
  }

  @Test
  void aScaleReachesItsRangeWithTheFewestSteps() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Range range =
          new Range(-random.nextFloat() * i, (float) Math.exp(10 * random.nextGaussian()));
      TensorScale scale = TensorScale.of(range);
      assertThat(scale.max()).isGreaterThanOrEqualTo(range.max() - scale.scale() * 0.51f);
      assertThat(scale.min()).isLessThanOrEqualTo(range.min() + scale.scale() * 0.51f);
      assertThat(scale.scale() * 255)
          .isBetween(range.max() - range.min(), (range.max() - range.min()) * 1.001f);
    }
    assertThat(TensorScale.of(new Range(0, 0)).scale()).isPositive();
    assertThat(TensorScale.of(new Range(0, 3)).zeroPoint()).isEqualTo(TensorScale.LEAST);
  }

  @Test
  void eachChannelOfAKernelIsRoundedToHalfItsStep() {
    float[] values = {1, 1000, -0.5f, 20, 0.25f, -3};
    NamedArray kernel = new NamedArray("a/kernel", List.of(1, 1, 3, 2), values);
    for (int limit : new int[] {127, 64}) {
      IntegerKernel found = IntegerKernel.of(kernel, new float[] {0.5f, -7}, 2, 0.01f, limit);
      assertThat(found.scales()[0]).isEqualTo(1f / limit);
      assertThat(found.scales()[1]).isEqualTo(1000f / limit);
      for (int i = 0; i < values.length; i++) {
        assertThat(Math.abs(found.weights()[i] - values[i]))
            .isLessThanOrEqualTo(found.scales()[i % 2] / 2);
        assertThat(Math.abs(found.integers()[i])).isLessThanOrEqualTo(limit);
      }
      assertThat(Math.abs(found.biases(0.01f)[1] + 7)).isLessThan(0.01f * found.scales()[1]);
    }
  }

  @Test
  void aBiasThatInt32DoesNotHoldMakesTheScaleLarger() {
    NamedArray kernel = new NamedArray("a/kernel", List.of(1, 1, 1, 2), new float[] {1e-20f, 0});
    IntegerKernel found = IntegerKernel.of(kernel, new float[] {5, 0}, 2, 0.01f, 127);
    assertThat(found.biases(0.01f)[0]).isBetween(4.99f, 5.01f);
    assertThat(found.scales()[1]).isPositive();
  }

  @Test
  void aLayerThatStaysFloatKeepsItsWeightsAndAnUnknownOneIsRefused() {
    String name = "stem_conv1";
    IntegerNetwork network = network(Set.of(name), Io.FLOAT32);
    NamedArray kept = network.dequantized().get(name + "/kernel");
    assertThat(kept.values()).isEqualTo(FORM.weights().get(name + "/kernel").values());
    assertThat(network(Set.of(), Io.FLOAT32).dequantized().get(name + "/kernel").values())
        .isNotEqualTo(kept.values());
    assertThat(network.scale(FORM.network().input().name())).isEmpty();
    assertThat(network(Set.of(name), Io.INT8).scale(FORM.network().input().name())).isPresent();
    assertThatThrownBy(() -> network(Set.of("stem"), Io.FLOAT32))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("keepFloat (stem) must name layers");
  }

  @Test
  void countsDoNotDependOnTheOrderOfTheValues() {
    Random random = new Random(2);
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.exp(random.nextInt(8)));
    }
    Histogram one = new Histogram();
    one.add(values);
    Histogram other = new Histogram();
    for (int i = values.length - 1; i >= 0; i--) {
      other.add(new float[] {values[i]});
    }
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      assertThat(other.count(bin)).isEqualTo(one.count(bin));
    }
    assertThat(one.total()).isEqualTo(values.length);
    other.add(new float[] {Float.NaN});
    assertThat(other.isFinite()).isFalse();
  }

  @Test
  void anOutlierIsCutOffByPercentileAndMeanSquaredErrorAlone() {
    float[] values = new float[100_000];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    values[7] = 40;
    Histogram histogram = new Histogram();
    histogram.add(values);
    assertThat(Calibration.MINMAX.range(histogram).max()).isEqualTo(40);
    assertThat(Calibration.PERCENTILE.range(histogram).max()).isBetween(3f, 6f);
    assertThat(Calibration.PERCENTILE.range(histogram).min()).isBetween(-6f, -3f);
    assertThat(Calibration.MSE.range(histogram).max()).isLessThan(39);
  }

  private static IntegerNetwork network(Set<String> keepFloat, Io io) {
    Map<String, Range> ranges = new HashMap<>();
    Random random = new Random(5);
    for (FusedLayer one : FusedLayer.of(FORM.network())) {
      ranges.put(one.output(), new Range(-random.nextFloat() * 9, random.nextFloat() * 9));
    }
    return new IntegerNetwork(FORM, ranges, keepFloat, io, WeightBits.EIGHT);
  }

  private static WeightedNetwork form() {
    Network network =
        Network.of(
            NasNetSpec.cifar().toBuilder()
                .notation("1@24")
                .size(ImageSize.square(16))
                .classes(3)
                .build());
    return ServingForm.of(new WeightedNetwork(network, Weights.randomBatchNorm(network, 3)));
  }
}
