package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.EarlyStopping.Monitor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  @Test
  void theMeritIsTheMonitoredFigureAndALossCountsNegatively() {
    Score score = new Score(0.5, 0.75, 1.25, 0.625);
    assertThat(CheckpointRanking.merit(Monitor.TOP1, score)).isEqualTo(0.5);
    assertThat(CheckpointRanking.merit(Monitor.LOSS, score)).isEqualTo(-1.25);
    assertThat(CheckpointRanking.merit(Monitor.MAP, score)).isEqualTo(0.625);
  }

  @Test
  void checkpointsOfAnEpochAreOrderedByMeritAndThenByAge() {
    SavedState within = state(9, 1, 1.0, 3.0);
    SavedState withinLater = state(10, 1, 1.0, 3.0);
    SavedState former = state(3, 0.25, null, null);
    SavedState lower = state(2, 0.9, 0.125, null);
    SavedState old = state(1, 0.1, 0.5, null);
    SavedState young = state(4, 0.1, 0.5, null);
    List<SavedState> states =
        new ArrayList<>(List.of(young, former, withinLater, within, lower, old));
    states.sort(CheckpointRanking.BEST_LAST);
    assertThat(states).containsExactly(within, withinLater, lower, former, old, young);
  }

  private static SavedState state(
      long step, double top1, @Nullable Double merit, @Nullable Double lossSum) {
    return new SavedState(1, step, top1, List.of(), lossSum, false, List.of(), merit, null);
  }
}
