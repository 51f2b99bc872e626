package dev.nasnet.run;

import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.EarlyStopping;
import java.util.Comparator;
import java.util.Objects;

/** Decides which checkpoint of a run is the best. */
public final class CheckpointRanking {
  /**
   * The order of a run's checkpoints, the best last: by the monitored held-out figure, the newest
   * of equals; a checkpoint within an epoch, which has no score, comes before all others.
   */
  static final Comparator<SavedState> BEST_LAST =
      Comparator.comparing(SavedState::isWithinEpoch, Comparator.reverseOrder())
          .thenComparingDouble(CheckpointRanking::rank)
          .thenComparingLong(SavedState::step);

  private CheckpointRanking() {}

  /**
   * {@return the merit of a score, by its monitored figure}
   *
   * @param monitor the figure that decides
   * @param score the score on held-out images
   */
  public static double merit(EarlyStopping.Monitor monitor, Score score) {
    return monitor.merit(
        switch (monitor) {
          case TOP1 -> score.top1();
          case LOSS -> score.loss();
          case MAP -> Objects.requireNonNull(score.macroAveragePrecision());
        });
  }

  /** Checkpoints of older versions have no merit: their accuracy ranks them. */
  private static double rank(SavedState state) {
    return state.merit() == null ? state.top1() : state.merit();
  }
}
