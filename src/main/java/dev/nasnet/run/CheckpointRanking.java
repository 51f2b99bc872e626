package dev.nasnet.run;

import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.EarlyStopping;
import dev.nasnet.run.RunFolder.State;
import java.util.Comparator;
import java.util.Objects;

/** Decides which checkpoint of a run is the best. */
public final class CheckpointRanking {
  /**
   * The order of a run's checkpoints, the best last: by the monitored held-out figure, the newest
   * of equals; a checkpoint within an epoch, which has no score, comes before all others.
   */
  static final Comparator<State> BEST_LAST =
      Comparator.comparing(State::isWithinEpoch, Comparator.reverseOrder())
          .thenComparingDouble(CheckpointRanking::rank)
          .thenComparingLong(State::step);

  private CheckpointRanking() {}

  /** Returns the monitored figure of a score, negated where lower is better. */
  public static double merit(EarlyStopping.Monitor monitor, Score score) {
    return switch (monitor) {
      case TOP1 -> score.top1();
      case LOSS -> -score.loss();
      case MAP -> Objects.requireNonNull(score.macroAveragePrecision());
    };
  }

  /** Checkpoints of older versions have no merit: their accuracy ranks them. */
  private static double rank(State state) {
    return state.merit() == null ? state.top1() : state.merit();
  }
}
