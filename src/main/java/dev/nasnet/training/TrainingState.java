package dev.nasnet.training;

import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.EarlyStopping.Monitor;
import dev.nasnet.run.CheckpointRanking;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.MetricsFile;
import dev.nasnet.run.Rollback;
import dev.nasnet.run.RunFolder.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Where a training stands; what a checkpoint tells beside the variables. */
final class TrainingState {
  private final MetricsFile metrics = new MetricsFile();
  private final List<Rollback> rollbacks = new ArrayList<>();
  private int epoch;
  private long step;
  private long updates;
  private double lossSum;

  /** Epochs done. */
  int epoch() {
    return epoch;
  }

  /** Steps done. */
  long step() {
    return step;
  }

  /** How often the optimizer moved the variables. */
  long updates() {
    return updates;
  }

  MetricsFile metrics() {
    return metrics;
  }

  List<Rollback> rollbacks() {
    return List.copyOf(rollbacks);
  }

  /** Goes on from a checkpoint; returns made since then are kept in mind. */
  void restore(State state) {
    epoch = state.epoch();
    step = state.step();
    updates = state.updates() == null ? step : state.updates();
    lossSum = state.lossSum() == null ? 0 : state.lossSum();
    metrics.restore(state.metrics());
    state.rollbacks().stream().skip(rollbacks.size()).forEach(rollbacks::add);
  }

  /** Begins anew. */
  void reset() {
    epoch = 0;
    step = 0;
    updates = 0;
    lossSum = 0;
    metrics.restore(new MetricsFile().lines());
  }

  void add(Rollback rollback) {
    rollbacks.add(rollback);
  }

  void done(Engine.Trained trained) {
    step += trained.steps();
    updates = trained.updates();
    lossSum += trained.lossSum();
  }

  /**
   * Closes the epoch.
   *
   * @param epochs in all
   * @param steps of the epoch
   * @param scores of what is exported first, of the weights themselves last
   * @param rate the learning rate at the epoch's end
   * @param seconds the epoch took
   * @return what it came to, which the metrics hold too
   */
  EpochReport epochDone(
      int epochs, long steps, List<Score> scores, DoubleSupplier rate, double seconds) {
    Score told = scores.get(0);
    Score raw = scores.get(scores.size() - 1);
    double loss = lossSum / steps;
    epoch++;
    lossSum = 0;
    EpochReport report =
        new EpochReport(
            epoch,
            epochs,
            step,
            loss,
            told.top1(),
            told.top5(),
            rate.getAsDouble(),
            seconds,
            raw.top1(),
            raw.top5(),
            told.loss(),
            rollbacks.size(),
            raw.loss());
    metrics.add(report);
    return report;
  }

  /** After an epoch's end, with what it came to. */
  State ended(Score score, Monitor monitor, boolean averaged) {
    return state(score.top1(), null, averaged, CheckpointRanking.merit(monitor, score));
  }

  /** Within an epoch. */
  State stopped(boolean averaged) {
    return state(0, lossSum, averaged, null);
  }

  private State state(double top1, @Nullable Double sum, boolean averaged, @Nullable Double merit) {
    return new State(
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
