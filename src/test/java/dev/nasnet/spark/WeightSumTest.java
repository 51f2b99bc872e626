package dev.nasnet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.training.WorkerTrainer;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WeightSumTest {
  private static final Set<String> ORDER = Set.of("a");

  @Test
  void meansAreWeightedBySteps() {
    WeightSum sum =
        WeightSum.NONE
            .plus(sum(3, 1))
            .plus(sum(1, 5))
            .plus(sum(0, 1000))
            .plus(WeightSum.NONE.plus(sum(2, -4)));
    assertThat(sum.means()[0]).containsExactly((3 * 1 + 5 - 2 * 4) / 6.0);
    assertThat(sum.steps()).isEqualTo(6);
    assertThat(sum.mostSteps()).isEqualTo(3);
    assertThat(sum.lossSum()).isEqualTo(6 * 0.5);
  }

  @Test
  void theMeanOfOneWorkerEqualsItsValuesBitForBit() {
    for (float value : new float[] {0.1f, -1e-38f, 3.4e38f, Float.MIN_VALUE, 16_777_213}) {
      assertThat((float) sum(997, value).means()[0][0]).isEqualTo(value);
    }
  }

  @Test
  void addingDoesNotChangeTheAddends() {
    WeightSum one = sum(1, 1).plus(sum(1, 3));
    one.plus(sum(1, 5));
    assertThat(one.means()[0]).containsExactly(2);
    assertThat(one.means()[0]).containsExactly(2);
  }

  private static WeightSum sum(long steps, float value) {
    NamedArray array = new NamedArray("a", List.of(1), new float[] {value});
    return WeightSum.of(
        new WorkerTrainer.Done(Weights.of(List.of(array)), steps, steps * 0.5, 1), ORDER);
  }
}
