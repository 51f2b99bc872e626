package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.EarlyStopping.Monitor;
import org.junit.jupiter.api.Test;

class CheckpointRankingTest {
  @Test
  void aHigherAccuracyAndALowerLossAreBetter() {
    Score surer = new Score(0.8, 0.9, 0.3);
    Score righter = new Score(0.9, 0.95, 0.5);
    assertThat(CheckpointRanking.merit(Monitor.TOP1, righter))
        .isGreaterThan(CheckpointRanking.merit(Monitor.TOP1, surer));
    assertThat(CheckpointRanking.merit(Monitor.LOSS, surer))
        .isGreaterThan(CheckpointRanking.merit(Monitor.LOSS, righter));
  }
}
