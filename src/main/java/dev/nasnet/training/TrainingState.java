package dev.nasnet.training;

import dev.nasnet.evaluation.HeldOutScores;
import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.EarlyStopping.Monitor;
import dev.nasnet.run.CheckpointRanking;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.MetricsFile;
import dev.nasnet.run.Rollback;
import dev.nasnet.run.SavedState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The progress of a training, which a checkpoint stores beside the variables. */
public final class TrainingState {
  private final MetricsFile metrics = new MetricsFile();
  private final List<Rollback> rollbacks = new ArrayList<>();
  private int epoch;
  private long step;
  private long updates;
  private double lossSum;

  /** Creates the state at the beginning of a training. */
  public TrainingState() {}

  /** Returns the number of epochs done. */
  int epoch() {
    return epoch;
  }

  /** {@return the number of steps done} */
  public long step() {
    return step;
  }

  /** Returns the number of updates of the variables by the optimizer. */
  long updates() {
    return updates;
  }

  /** Returns the figures of all epochs. */
  MetricsFile metrics() {
    return metrics;
  }

  /** Returns all rollbacks. */
  List<Rollback> rollbacks() {
    return List.copyOf(rollbacks);
  }

  /** Takes over the state of a checkpoint; rollbacks since then are kept. */
  void restore(SavedState state) {
    epoch = state.epoch();
    step = state.step();
    updates = state.updates() == null ? step : state.updates();
    lossSum = state.lossSum() == null ? 0 : state.lossSum();
    metrics.restore(state.metrics());
    state.rollbacks().stream().skip(rollbacks.size()).forEach(rollbacks::add);
  }

  /** Returns to the beginning; rollbacks are kept. */
  void reset() {
    epoch = 0;
    step = 0;
    updates = 0;
    lossSum = 0;
    metrics.restore(new MetricsFile().lines());
  }

  /** Adds a rollback. */
  void add(Rollback rollback) {
    rollbacks.add(rollback);
  }

  /**
   * Adds the result of some steps.
   *
   * @param result the number of steps and updates, and the sum of the losses
   */
  public void add(Engine.StepResult result) {
    step += result.steps();
    updates = result.updates();
    lossSum += result.lossSum();
  }

  /**
   * Ends the epoch.
   *
   * @param epochs the number of epochs of the whole training
   * @param steps the number of steps of the epoch
   * @param scores the scores of the held-out images
   * @param rate the learning rate at the epoch's end
   * @param seconds the time of the epoch
   * @return the figures of the epoch, which are added to the metrics
   */
  public EpochReport endEpoch(
      int epochs, long steps, HeldOutScores scores, DoubleSupplier rate, double seconds) {
    Score exported = scores.exported();
    Score raw = scores.raw();
    double loss = lossSum / steps;
    epoch++;
    lossSum = 0;
    EpochReport report =
        new EpochReport(
            epoch,
            epochs,
            step,
            loss,
            exported.top1(),
            exported.top5(),
            rate.getAsDouble(),
            seconds,
            raw.top1(),
            raw.top5(),
            exported.loss(),
            rollbacks.size(),
            raw.loss(),
            exported.macroAveragePrecision(),
            raw.macroAveragePrecision());
    metrics.add(report);
    return report;
  }

  /**
   * {@return the state of a checkpoint at the end of an epoch with a score}
   *
   * @param score the score on held-out images
   * @param monitor the figure that decides which checkpoint is the best
   * @param averaged whether the score is that of the moving averages
   */
  public SavedState ended(Score score, Monitor monitor, boolean averaged) {
    return state(score.top1(), null, averaged, CheckpointRanking.merit(monitor, score));
  }

  /** Returns the state of a checkpoint within an epoch. */
  SavedState stopped(boolean averaged) {
    return state(0, lossSum, averaged, null);
  }

  private SavedState state(
      double top1, @Nullable Double sum, boolean averaged, @Nullable Double merit) {
    return new SavedState(
        epoch,
        step,
        top1,
        metrics.lines(),
        sum,
        averaged,
        rollbacks(),
        merit,
        updates == step ? null : updates);
  }
}
