package dev.nasnet.training;

import dev.nasnet.recipe.EarlyStopping;
import dev.nasnet.run.MetricsFile;
import java.util.List;

/**
 * Decides after each epoch whether a training ends early.
 *
 * @param stopping the recipe's setting
 */
record EarlyStoppingRule(EarlyStopping stopping) {
  /**
   * Returns whether the training ends now.
   *
   * @param metrics the figures of all epochs so far
   * @param begin the number of epochs before which no epoch counts as one without improvement
   */
  boolean isDue(MetricsFile metrics, int begin) {
    List<Double> merits =
        metrics.column(stopping.monitor().column()).stream()
            .map(stopping.monitor()::merit)
            .toList();
    // The first of equals: a figure that is reached again is no improvement.
    int best = 0;
    for (int i = 1; i < merits.size(); i++) {
      if (merits.get(i) > merits.get(best)) {
        best = i;
      }
    }
    return stopping.patience() > 0
        && merits.size() - Math.max(best + 1, begin) >= stopping.patience();
  }

  /** Returns the reason for the end, as one clause. */
  String reason() {
    return "%s has not improved for %d epochs"
        .formatted(stopping.monitor().column(), stopping.patience());
  }
}
