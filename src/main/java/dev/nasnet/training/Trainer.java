package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.training.RunFolder.State;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network epoch by epoch, with a checkpoint after each, and one where it is stopped. Each
 * run on one thread, in however many goes, comes to the same weights, bit for bit.
 */
public final class Trainer {
  private final Network network;
  private final DataSource data;
  private final Recipe recipe;
  private final RunFolder run;
  private final Progress progress;
  private final int threads;
  private final Metrics metrics = new Metrics();
  private final long stepsPerEpoch;
  private long step;
  private double lossSum;
  private volatile boolean isStopping;

  /**
   * A training that has not begun.
   *
   * @param network with a classifier of as many classes as the data has
   * @param data at least one batch of training examples
   * @param recipe how
   * @param run where checkpoints go
   * @param progress who hears of it
   * @param threads of TensorFlow; 0 takes all cores, 1 makes CPU runs equal bit for bit
   * @throws InvalidInputException if network, data and recipe do not fit
   */
  public Trainer(
      Network network,
      DataSource data,
      Recipe recipe,
      RunFolder run,
      Progress progress,
      int threads) {
    this.network = network;
    this.data = data;
    this.recipe = recipe;
    this.run = run;
    this.progress = progress;
    this.threads = threads;
    stepsPerEpoch = data.size(Split.TRAIN) / recipe.batch();
    if (network.spec().classes() != data.classNames().size()) {
      throw new InvalidInputException(
          "classes (%d) must be the data's %d; leave --classes out"
              .formatted(network.spec().classes(), data.classNames().size()));
    }
    if (threads < 0) {
      throw new InvalidInputException(
          "threads (%d) must be at least 0; 0 takes all cores".formatted(threads));
    }
    if (stepsPerEpoch == 0) {
      throw new InvalidInputException(
          "batch (%d) must be at most the %d training images; use a smaller --batch"
              .formatted(recipe.batch(), data.size(Split.TRAIN)));
    }
  }

  /**
   * Trains up to an epoch, from the start or from the newest checkpoint.
   *
   * @param initial the weights to start from, where there is no checkpoint
   * @param until the epoch to stop after, at most the recipe's
   * @return whether it got there: false if {@link #stop()} came first
   */
  public boolean train(Weights initial, int until) {
    try (TrainingGraph graph = new TrainingGraph(network, data, recipe, threads)) {
      Optional<State> newest = run.tidy();
      long begun = begin(graph, initial, newest);
      for (int epoch = newest.map(State::epoch).orElse(0); epoch < until; epoch++) {
        if (!epoch(graph, epoch)) {
          if (step > begun) {
            save(graph, epoch, 0, lossSum);
          }
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Lets {@link #train} end after its present step, with a checkpoint; may be called from any
   * thread.
   */
  public void stop() {
    isStopping = true;
  }

  /** The step to begin at. */
  private long begin(TrainingGraph graph, Weights initial, Optional<State> newest) {
    if (newest.isEmpty()) {
      graph.initialize(initial);
      return 0;
    }
    State state = newest.get();
    graph.restore(run.file(state));
    step = state.step();
    lossSum = state.lossSum() == null ? 0 : state.lossSum();
    metrics.restore(state.metrics());
    return step;
  }

  /** Whether it was done in full; if not, {@code step} tells how far it went. */
  private boolean epoch(TrainingGraph graph, int epoch) {
    long start = System.nanoTime();
    if (!trainEpoch(graph, epoch)) {
      return false;
    }
    Optional<List<Accuracy>> scored = graph.score(() -> isStopping);
    scored.ifPresent(accuracies -> finish(graph, epoch + 1, accuracies, start));
    return scored.isPresent();
  }

  private void finish(TrainingGraph graph, int epoch, List<Accuracy> accuracies, long start) {
    Accuracy told = accuracies.get(0);
    Accuracy raw = accuracies.get(accuracies.size() - 1);
    double loss = lossSum / stepsPerEpoch;
    lossSum = 0;
    EpochReport report =
        new EpochReport(
            epoch,
            recipe.epochs(),
            step,
            loss,
            told.top1(),
            told.top5(),
            rate(),
            (System.nanoTime() - start) / 1e9,
            raw.top1(),
            raw.top5());
    metrics.add(report);
    save(graph, epoch, told.top1(), null);
    progress.epoch(report);
  }

  private void save(TrainingGraph graph, int epoch, double top1, @Nullable Double sum) {
    boolean averaged = recipe.averageDecay() > 0;
    State state = new State(epoch, step, top1, metrics.lines(), sum, averaged);
    run.write(state, file -> graph.save(file, state));
  }

  /** Trains from where {@code step} stands within the epoch; whether it came to the end. */
  private boolean trainEpoch(TrainingGraph graph, int epoch) {
    long end = (epoch + 1) * stepsPerEpoch;
    if (step < end) {
      graph.startEpoch(epoch);
      pass(graph, step - epoch * stepsPerEpoch);
    }
    while (step < end) {
      if (isStopping) {
        return false;
      }
      double loss = trainStep(graph);
      lossSum += loss;
      progress.step(step, stepsPerEpoch * recipe.epochs(), loss);
    }
    return true;
  }

  /** Draws batches that an earlier go used. */
  private void pass(TrainingGraph graph, long batches) {
    for (long i = 0; i < batches && !isStopping; i++) {
      graph.passBatch();
    }
  }

  private double trainStep(TrainingGraph graph) {
    double done = step / (double) (stepsPerEpoch * recipe.epochs());
    double loss = graph.train(new StepInputs.Values(step, rate(), done));
    if (!Double.isFinite(loss)) {
      throw new FailureException(
          "loss (%s) or its gradient is not finite at step %d; %s; try a smaller --lr or --clip"
              .formatted(loss, step + 1, lastGood()),
          null);
    }
    step++;
    return loss;
  }

  private String lastGood() {
    return run.newest()
        .map(state -> "the last good checkpoint is " + run.file(state).getParent())
        .orElse("no epoch was done");
  }

  private double rate() {
    return recipe.learningRate().at(step / (double) stepsPerEpoch, recipe.epochs());
  }
}
