package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.evaluation.ScoreSums;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.graph.TrainableVariables;
import dev.nasnet.training.graph.TrainingGraph;
import dev.nasnet.weights.Weights;

/**
 * A graph that trains on any worker's share of the batches. Each call is given all values to start
 * from, so that a repeated round has the same result, in this process or another. Not thread-safe.
 * Close it.
 *
 * <p>All values of a training are its variables, the optimizer's slots and the averages, float32,
 * by their keys in checkpoints.
 */
public final class WorkerTrainer implements AutoCloseable {
  private static final long UNKNOWN = -1;

  private final TrainingGraph graph;

  /** The epoch of the pipeline, which continues at {@link #next}; −1 if unknown. */
  private long epoch = UNKNOWN;

  /** The step of the epoch at which the pipeline continues. */
  private long next;

  /** The worker that receives the batches of the pipeline. */
  private int index;

  /**
   * Builds the graph.
   *
   * @param network the network, with a classifier
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param phase an epoch, from 0, in which the same variables are trained
   * @param hardware the devices and threads
   * @param workers the number of workers that share the batches
   */
  public WorkerTrainer(
      Network network, DataSource data, Recipe recipe, int phase, Hardware hardware, int workers) {
    TrainableVariables trainable = new TrainableVariables(network, recipe.tuning(), phase);
    graph = new TrainingGraph(network, data, recipe, trainable, hardware, workers);
  }

  /**
   * The result of a worker's steps.
   *
   * @param values all values of the training after the steps
   * @param steps the number of the worker's steps, at least 0
   * @param lossSum the sum of their losses with L2; NaN or infinite if a loss or gradient is
   * @param seconds the time of the steps
   */
  public record Done(Weights values, long steps, double lossSum, double seconds) {}

  /**
   * {@return all values of a training that begins with the given weights}
   *
   * @param initial the values of the network's variables
   */
  public Weights begin(Weights initial) {
    graph.initialize(initial);
    return graph.readAll();
  }

  /**
   * Trains a worker's steps of a round from the given values; stops at a loss that is not finite.
   *
   * @param values the values of all variables, slots and averages
   * @param round the steps that all workers share
   * @param worker the worker that trains
   * @return the values after its steps, and their losses
   */
  public Done train(Weights values, Round round, Worker worker) {
    graph.writeAll(values);
    long steps = worker.shareOf(round.steps());
    double lossSum = 0;
    long start = System.nanoTime();
    if (steps > 0) {
      goTo(round, worker);
      lossSum = steps(round, worker, steps);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Done(graph.readAll(), steps, lossSum, seconds);
  }

  /**
   * Scores a worker's share of the held-out images with the given values.
   *
   * @param values the values of all variables, slots and averages
   * @param worker the worker that scores
   * @return the sums of the scores of its images
   */
  public ScoreSums score(Weights values, Worker worker) {
    graph.writeAll(values);
    return graph.score(worker.index(), () -> false).orElseThrow();
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
      long step = round.step() + worker.index() + i * worker.workers();
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
