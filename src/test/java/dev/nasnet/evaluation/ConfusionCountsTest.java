package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfusionCountsTest {
  /** Not symmetric, so that rows and columns differ. */
  @Test
  void theFirstIndexIsTheActualClassAndTheSecondThePredictedOne() {
    ConfusionCounts counts = new ConfusionCounts();
    add(counts, 0, 0, 5);
    add(counts, 0, 2, 3);
    add(counts, 2, 0, 1);
    add(counts, 1, 2, 3);
    add(counts, 1, 1, 7);
    assertThat(counts.count(0, 2)).isEqualTo(3);
    assertThat(counts.count(2, 0)).isEqualTo(1);
    assertThat(counts.count(2, 1)).isZero();
    assertThat(counts.images(0)).isEqualTo(8);
    assertThat(counts.images(2)).isEqualTo(1);
    assertThat(counts.images(3)).isZero();
    assertThat(counts.images()).isEqualTo(19);
    assertThat(counts.right()).isEqualTo(12);
    assertThat(counts.mistakes())
        .containsExactly(
            new ConfusionCounts.Entry(0, 2, 3),
            new ConfusionCounts.Entry(1, 2, 3),
            new ConfusionCounts.Entry(2, 0, 1));
  }

  private static void add(ConfusionCounts counts, int actual, int predicted, int times) {
    for (int i = 0; i < times; i++) {
      counts.add(actual, predicted);
    }
  }
}
