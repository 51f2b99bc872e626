package dev.nasnet.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a training that a checkpoint stores.
 *
 * @param epoch the number of epochs done
 * @param step the number of steps done
 * @param top1 the held-out accuracy after that epoch, 0…1; where an image may have any number of
 *     labels, the exact match
 * @param metrics the lines of {@code metrics.csv} so far
 * @param lossSum the sum of the losses since that epoch within the next one, else null
 * @param averaged whether the checkpoint has averages; top1 is then their accuracy
 * @param rollbacks the rollbacks so far
 * @param merit the rank of the checkpoint within its run, higher is better: the monitored held-out
 *     figure, negated if it is a loss; null for top1
 * @param updates the number of updates by the optimizer; null for one in each step
 */
public record SavedState(
    int epoch,
    long step,
    double top1,
    List<String> metrics,
    @Nullable Double lossSum,
    boolean averaged,
    List<Rollback> rollbacks,
    @Nullable Double merit,
    @Nullable Long updates) {
  /**
   * Copies the rollbacks; none where they are null.
   *
   * @param epoch the number of epochs done
   * @param step the number of steps done
   * @param top1 the held-out accuracy after that epoch, 0…1
   * @param metrics the lines of {@code metrics.csv} so far
   * @param lossSum the sum of the losses since that epoch within the next one, else null
   * @param averaged whether the checkpoint has averages
   * @param rollbacks the rollbacks so far
   * @param merit the rank of the checkpoint within its run, higher is better: the monitored
   *     held-out figure, negated if it is a loss
   * @param updates the number of updates by the optimizer
   */
  public SavedState {
    rollbacks = rollbacks == null ? List.of() : List.copyOf(rollbacks);
  }

  /** {@return whether the training was stopped within an epoch here} */
  public boolean isWithinEpoch() {
    return lossSum != null;
  }

  /**
   * {@return the mean average precision after the last epoch, 0…1; empty where each image has one
   * label, or no epoch is done}
   */
  public Optional<Double> macroAveragePrecision() {
    return MetricsFile.of(metrics).last(MetricsFile.MACRO_AVERAGE_PRECISION);
  }

  /** Returns the name of the checkpoint's folder. */
  String folder() {
    return isWithinEpoch() ? "step-" + step : "epoch-" + epoch;
  }
}
