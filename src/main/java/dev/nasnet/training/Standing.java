package dev.nasnet.training;

import dev.nasnet.training.EarlyStopping.Monitor;
import dev.nasnet.training.RunFolder.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a training stands; what a checkpoint tells beside the variables. */
final class Standing {
  private final Metrics metrics = new Metrics();
  private final List<Rollback> rollbacks = new ArrayList<>();
  private int epoch;
  private long step;
  private double lossSum;

  /** Epochs done. */
  int epoch() {
    return epoch;
  }

  /** Steps done. */
  long step() {
    return step;
  }

  Metrics metrics() {
    return metrics;
  }

  List<Rollback> rollbacks() {
    return List.copyOf(rollbacks);
  }

  /** Goes on from a checkpoint; returns made since then are kept in mind. */
  void restore(State state) {
    epoch = state.epoch();
    step = state.step();
    lossSum = state.lossSum() == null ? 0 : state.lossSum();
    metrics.restore(state.metrics());
    state.rollbacks().stream().skip(rollbacks.size()).forEach(rollbacks::add);
  }

  /** Begins anew. */
  void reset() {
    epoch = 0;
    step = 0;
    lossSum = 0;
    metrics.restore(new Metrics().lines());
  }

  void add(Rollback rollback) {
    rollbacks.add(rollback);
  }

  void stepDone(double loss) {
    step++;
    lossSum += loss;
  }

  /** Closes the epoch; its mean loss. */
  double epochDone(long steps) {
    double loss = lossSum / steps;
    epoch++;
    lossSum = 0;
    return loss;
  }

  /** After an epoch's end, with what it came to. */
  State ended(Score score, Monitor monitor, boolean averaged) {
    return state(score.top1(), null, averaged, monitor.merit(score));
  }

  /** Within an epoch. */
  State stopped(boolean averaged) {
    return state(0, lossSum, averaged, null);
  }

  private State state(double top1, @Nullable Double sum, boolean averaged, @Nullable Double merit) {
    return new State(epoch, step, top1, metrics.lines(), sum, averaged, rollbacks(), merit);
  }
}
