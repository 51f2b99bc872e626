package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.VariableSpec.Role;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arrays, sets of them, and the distributions of those that are drawn. */
class NamedArrayTest {
  private static final Network NETWORK =
      Network.of(NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build());

  @Test
  void anArrayHasAsManyValuesAsItsShape() {
    NamedArray array = new NamedArray("a", List.of(2, 1, 3), new float[] {1, -7, 3, 4, 5, 6});
    assertThat(array.dimensions()).containsExactly(2, 1, 3);
    assertThat(array.largest()).isEqualTo(7);
    assertThat(new NamedArray("a", List.of(0), new float[0]).largest()).isZero();
    assertThatThrownBy(() -> new NamedArray("a", List.of(2, 2), new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a: shape [2, 2] needs 4 values, not 3");
  }

  @Test
  void theLargestDifferenceIsThatOfOneValue() {
    NamedArray one = new NamedArray("a", List.of(3), new float[] {1, 2, 3});
    assertThat(one.largestDifference(one)).isZero();
    NamedArray other = new NamedArray("a", List.of(3), new float[] {1.5f, -2, 2});
    assertThat(one.largestDifference(other)).isEqualTo(4);
    assertThat(other.largestDifference(one)).isEqualTo(4);
    NamedArray none = new NamedArray("a", List.of(3), new float[] {1, Float.NaN, 3});
    assertThat(one.largestDifference(none)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void weightsAreFoundByName() {
    NamedArray b = new NamedArray("b", List.of(1), new float[1]);
    NamedArray a = new NamedArray("a", List.of(1), new float[1]);
    Weights weights = Weights.of(List.of(b, a));
    assertThat(weights.names()).containsExactly("b", "a");
    assertThat(weights.arrays()).containsExactly(b, a);
    assertThat(weights.get("a")).isSameAs(a);
    assertThatThrownBy(() -> weights.get("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no weights are called c");
  }

  /** Up to three names are listed; of more, their number is. */
  @Test
  void whatDoesNotFitIsListed() {
    List<NamedArray> arrays = new ArrayList<>(Weights.random(NETWORK, 1).arrays());
    Weights.of(arrays).requireFit(NETWORK);
    String first = arrays.get(0).name();
    arrays.remove(0);
    for (int i = 1; i <= 3; i++) {
      arrays.add(new NamedArray("extra" + i, List.of(1), new float[1]));
    }
    assertThatThrownBy(() -> Weights.of(arrays).requireFit(NETWORK))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "weights must fit 1@24; missing: %s; misshapen: none; extra: extra1, extra2, extra3;"
                    .formatted(first)
                + " check `preset` and `spec`");
    arrays.add(new NamedArray("extra4", List.of(1), new float[1]));
    assertThatThrownBy(() -> Weights.of(arrays).requireFit(NETWORK))
        .hasMessageContaining("extra: extra1, extra2, extra3 (4 in all);");
    List<NamedArray> misshapen = new ArrayList<>(Weights.random(NETWORK, 1).arrays());
    misshapen.set(0, new NamedArray(first, List.of(1), new float[1]));
    assertThatThrownBy(() -> Weights.of(misshapen).requireFit(NETWORK))
        .hasMessageContaining(
            "missing: none; misshapen: %s [1] for [3, 3, 3, 6];".formatted(first));
  }

  /** Java's own generator, seeded by the seed and the variable's name, draws the same. */
  @Test
  void eachVariableHasItsOwnSequence() {
    float[] uniform = Weights.random(NETWORK, 5).get("predictions/kernel").values();
    Random random = new Random(5 * 0x9E3779B97F4A7C15L + "predictions/kernel".hashCode());
    double limit = Math.sqrt(6.0 / (24 + 10));
    for (float value : uniform) {
      assertThat(value).isEqualTo((float) (-limit + 2 * limit * random.nextDouble()));
    }
    float[] normal = Weights.random(NETWORK, 5).get("stem_conv1/kernel").values();
    random = new Random(5 * 0x9E3779B97F4A7C15L + "stem_conv1/kernel".hashCode());
    double deviation = Math.sqrt(2.0 / 27) / 0.8796256610342398;
    for (float value : normal) {
      double drawn = random.nextGaussian();
      while (Math.abs(drawn) > 2) {
        drawn = random.nextGaussian();
      }
      assertThat(value).isEqualTo((float) (deviation * drawn));
    }
  }

  @Test
  void kernelsHaveTheVarianceOfTheirDialect() {
    NasNetSpec wide = NasNetSpec.cifar().toBuilder().notation("1@2400").build();
    check(Network.of(wide), false);
    check(Network.of(wide.toBuilder().dialect(Dialect.SLIM).build()), true);
  }

  private static void check(Network network, boolean isSlim) {
    Weights weights = Weights.random(network, 2);
    for (VariableSpec variable : network.layer("separable_conv_1_normal_left1_0").variables()) {
      boolean isDepthwise = variable.role() == Role.DEPTHWISE_KERNEL;
      int field = isDepthwise ? 25 : 1;
      int in = variable.shape().get(2);
      int out = variable.shape().get(3);
      double expected = isSlim ? 2.0 / (field * out) : 2.0 / (field * (in + out));
      assertThat(variance(weights.get(variable.name())))
          .as(variable.name())
          .isEqualTo(expected, offset(expected / 8));
    }
  }

  private static double variance(NamedArray array) {
    double sum = 0;
    for (float value : array.values()) {
      sum += (double) value * value;
    }
    return sum / array.values().length;
  }

  @Test
  void batchNormsAreDrawnFromTheirRanges() {
    Weights initial = Weights.random(NETWORK, 3);
    Weights drawn = Weights.randomBatchNorm(NETWORK, 3);
    for (VariableSpec variable : NETWORK.variables()) {
      float[] first = initial.get(variable.name()).values();
      float[] values = drawn.get(variable.name()).values();
      switch (variable.role()) {
        case GAMMA, MOVING_VARIANCE -> {
          assertThat(first).containsOnly(1);
          within(values, 0.5, 1.5);
        }
        case BETA, MOVING_MEAN -> {
          assertThat(first).containsOnly(0);
          within(values, -0.5, 0.5);
        }
        case BIAS -> assertThat(first).containsOnly(0);
        default -> assertThat(values).isEqualTo(first);
      }
    }
  }

  private static void within(float[] values, double low, double high) {
    assertThat(values).doesNotHaveDuplicates();
    for (float value : values) {
      assertThat((double) value).isBetween(low, high);
    }
  }
}
