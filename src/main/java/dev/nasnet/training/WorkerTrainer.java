package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.evaluation.ScoreSums;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.weights.Weights;
import java.util.Optional;

/**
 * A graph that trains on any worker's share of the batches. What it starts from is handed to it
 * each time, so that a round that is done again, here or elsewhere, comes to the same. Close it.
 * One thread at a time.
 *
 * <p>All values of a training are its variables, the optimizer's slots and the averages, float32,
 * by their checkpoint's keys.
 */
public final class WorkerTrainer implements AutoCloseable {
  private static final long UNKNOWN = -1;

  private final TrainingGraph graph;

  /** The epoch whose pipeline stands at {@link #next}; −1 where that is not known. */
  private long epoch = UNKNOWN;

  /** The epoch's step from which the pipeline would go on. */
  private long next;

  /** Whose share it delivers. */
  private int index;

  /**
   * Builds the graph.
   *
   * @param phase the first epoch, from 0, of those in which the same layers move as now
   * @param hardware where it runs
   * @param workers who share the batches
   */
  public WorkerTrainer(
      Network network, DataSource data, Recipe recipe, int phase, Hardware hardware, int workers) {
    TrainableVariables moving = new TrainableVariables(network, recipe.tuning(), phase);
    graph = new TrainingGraph(network, data, recipe, moving, hardware, workers);
  }

  /**
   * What a worker's steps came to.
   *
   * @param values all that the training holds
   * @param steps that this worker took, perhaps 0
   * @param lossSum the sum of their losses with L2; no number where one is none, or a gradient
   * @param seconds that the steps took
   */
  public record Done(Weights values, long steps, double lossSum, double seconds) {}

  /** All values of a training that begins with these weights. */
  public Weights begin(Weights initial) {
    graph.initialize(initial);
    return graph.everything();
  }

  /**
   * Takes a worker's steps of a round, from the given values on; ends at a loss that is no number.
   */
  public Done train(Weights values, Round round, Worker worker) {
    graph.setEverything(values);
    long steps = worker.own(round.steps());
    double lossSum = 0;
    long start = System.nanoTime();
    if (steps > 0) {
      goTo(round, worker);
      lossSum = steps(round, worker, steps);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Done(graph.everything(), steps, lossSum, seconds);
  }

  /** A worker's share of the held-out scores of the given values. */
  public ScoreSums score(Weights values, Worker worker) {
    graph.setEverything(values);
    return graph.tally(worker.index(), () -> false, Optional.empty()).orElseThrow();
  }

  @Override
  public void close() {
    graph.close();
  }

  private void goTo(Round round, Worker worker) {
    if (epoch != round.epoch() || next != round.first() || index != worker.index()) {
      graph.startEpoch(round.epoch(), round.first(), worker.index());
    }
    epoch = UNKNOWN;
  }

  private double steps(Round round, Worker worker, long steps) {
    double lossSum = 0;
    for (long i = 0; i < steps; i++) {
      long step = round.step() + worker.index() + i * worker.of();
      lossSum += graph.train(round.schedule().values(step, round.updates() + i));
      if (!Double.isFinite(lossSum)) {
        return lossSum;
      }
    }
    epoch = round.epoch();
    next = round.first() + round.steps();
    index = worker.index();
    return lossSum;
  }
}
