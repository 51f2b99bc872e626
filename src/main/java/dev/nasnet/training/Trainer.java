package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.training.RunFolder.State;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Optional;
import org.tensorflow.exceptions.TFResourceExhaustedException;

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
  private final Hardware hardware;
  private final Standing standing = new Standing();
  private final long stepsPerEpoch;
  private int mostRollbacks;
  private volatile boolean isStopping;

  /** As the other, on some threads, and on a GPU where there is one. */
  public Trainer(
      Network network,
      DataSource data,
      Recipe recipe,
      RunFolder run,
      Progress progress,
      int threads) {
    this(network, data, recipe, run, progress, Hardware.threads(threads));
  }

  /**
   * A training that has not begun.
   *
   * @param network with a classifier of as many classes as the data has
   * @param data at least one batch of training examples
   * @param recipe how
   * @param run where checkpoints go
   * @param progress who hears of it
   * @param hardware where
   * @throws InvalidInputException if network, data and recipe do not fit
   */
  public Trainer(
      Network network,
      DataSource data,
      Recipe recipe,
      RunFolder run,
      Progress progress,
      Hardware hardware) {
    this.network = network;
    this.data = data;
    this.recipe = recipe;
    this.run = run;
    this.progress = progress;
    this.hardware = hardware;
    new Moving(network, recipe.tuning(), 0);
    new Moving(network, recipe.tuning(), recipe.epochs());
    stepsPerEpoch = data.size(Split.TRAIN) / recipe.batch();
    if (network.spec().classes() != data.classNames().size()) {
      throw new InvalidInputException(
          "classes (%d) must be the data's %d; leave --classes out"
              .formatted(network.spec().classes(), data.classNames().size()));
    }
    if (stepsPerEpoch == 0) {
      throw new InvalidInputException(
          "batch (%d) must be at most the %d training images; use a smaller --batch"
              .formatted(recipe.batch(), data.size(Split.TRAIN)));
    }
  }

  /**
   * Lets a training whose loss or gradient is no number go back to its newest checkpoint and on
   * from there with {@link Rollback#FACTOR} of the learning rate, where it would stop else.
   *
   * @param most times in all, at least 0
   */
  public void allowRollbacks(int most) {
    if (most < 0) {
      throw new InvalidInputException("rollbacks (%d) must be at least 0".formatted(most));
    }
    mostRollbacks = most;
  }

  /**
   * Trains up to an epoch, from the start or from the newest checkpoint that is not damaged.
   *
   * @param initial the weights to start from, where there is no checkpoint
   * @param until the epoch to stop after, at most the recipe's
   * @return whether it got there, or ended early as the recipe asks: false if {@link #stop()} came
   *     first
   */
  public boolean train(Weights initial, int until) {
    run.tidy(progress::note).ifPresent(standing::restore);
    while (standing.epoch() < until && !isOver()) {
      if (!trainPhase(initial, until)) {
        return false;
      }
    }
    if (isOver()) {
      progress.note(
          "ended early after epoch %d: %s".formatted(standing.epoch(), recipe.stopping().reason()));
    }
    return true;
  }

  /**
   * Lets {@link #train} end after its present step, with a checkpoint; may be called from any
   * thread.
   */
  public void stop() {
    isStopping = true;
  }

  /** Epochs in which the same layers move: one graph, which computes no other gradients. */
  private boolean trainPhase(Weights initial, int until) {
    FineTuning tuning = recipe.tuning();
    boolean unfreezes = tuning.isFrozenIn(standing.epoch()) && tuning.unfreezeAfter() > 0;
    int end = unfreezes ? Math.min(until, tuning.unfreezeAfter()) : until;
    Moving moving = new Moving(network, tuning, standing.epoch());
    try (TrainingGraph graph = new TrainingGraph(network, data, recipe, moving, hardware)) {
      begin(graph, initial);
      while (standing.epoch() < end && !isOver()) {
        if (!epochOrRollback(graph, initial)) {
          return false;
        }
      }
    } catch (TFResourceExhaustedException e) {
      throw Fitting.failure(network, recipe, standing.step() + 1, e);
    }
    return true;
  }

  private boolean isOver() {
    return recipe.stopping().isDue(standing.metrics(), recipe.tuning().unfreezeAfter());
  }

  /** Where the newest checkpoint stands, or at the beginning. */
  private void begin(TrainingGraph graph, Weights initial) {
    Optional<State> newest = run.newest();
    if (newest.isPresent()) {
      graph.restore(run.file(newest.get()));
      standing.restore(newest.get());
    } else {
      graph.initialize(initial);
      standing.reset();
    }
    progress.standsAt(standing.step());
  }

  private boolean epochOrRollback(TrainingGraph graph, Weights initial) {
    long begun = standing.step();
    try {
      boolean done = epoch(graph);
      if (!done && standing.step() > begun) {
        save(graph, standing.stopped(isAveraged()));
      }
      return done;
    } catch (NotFiniteException e) {
      rollBack(graph, initial, e.problem());
      return true;
    }
  }

  private void rollBack(TrainingGraph graph, Weights initial, String problem) {
    long failed = standing.step() + 1;
    if (standing.rollbacks().size() >= mostRollbacks) {
      throw new FailureException(
          "%s at step %d; %s; try a smaller --lr or --clip%s"
              .formatted(
                  problem, failed, lastGood(), mostRollbacks == 0 ? ", or --on-nan rollback" : ""),
          null);
    }
    begin(graph, initial);
    standing.add(new Rollback(failed, standing.step()));
    progress.note(
        "%s at step %d: back to step %d with the learning rate times %s (rollback %d of %d)"
            .formatted(
                problem,
                failed,
                standing.step(),
                Rollback.FACTOR,
                standing.rollbacks().size(),
                mostRollbacks));
  }

  /** Whether it was done in full; if not, {@code standing} tells how far it went. */
  private boolean epoch(TrainingGraph graph) {
    long start = System.nanoTime();
    if (!trainEpoch(graph)) {
      return false;
    }
    Optional<Reviewer> reviewer =
        progress.isViewing()
            ? Optional.of(new Reviewer(network.spec().classes()))
            : Optional.empty();
    Optional<List<Score>> scored = graph.score(() -> isStopping, reviewer);
    scored.ifPresent(scores -> finish(graph, scores, reviewer, start));
    return scored.isPresent();
  }

  private void finish(
      TrainingGraph graph, List<Score> scores, Optional<Reviewer> reviewer, long start) {
    EpochReport report =
        standing.epochDone(
            recipe.epochs(), stepsPerEpoch, scores, this::rate, (System.nanoTime() - start) / 1e9);
    save(graph, standing.ended(scores.get(0), recipe.stopping().monitor(), isAveraged()));
    reviewer.ifPresent(
        seen ->
            progress.view(new EpochView(report, standing.metrics(), seen.done(), graph::values)));
    progress.epoch(report);
    graph.lossScale().flatMap(LossScale.Standing::note).ifPresent(progress::note);
  }

  private boolean isAveraged() {
    return recipe.averageDecay() > 0;
  }

  private void save(TrainingGraph graph, State state) {
    run.write(state, file -> graph.save(file, state));
  }

  /** Trains from where {@code standing} is within the epoch; whether it came to the end. */
  private boolean trainEpoch(TrainingGraph graph) {
    long begin = standing.epoch() * stepsPerEpoch;
    long end = begin + stepsPerEpoch;
    if (standing.step() < end) {
      graph.startEpoch(standing.epoch());
      pass(graph, standing.step() - begin);
    }
    while (standing.step() < end) {
      if (isStopping) {
        return false;
      }
      double loss = trainStep(graph);
      progress.step(standing.step(), stepsPerEpoch * recipe.epochs(), loss);
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
    long step = standing.step();
    double done = step / (double) (stepsPerEpoch * recipe.epochs());
    double loss = graph.train(new StepInputs.Values(step, rate(), done));
    if (!Double.isFinite(loss)) {
      throw new NotFiniteException(loss);
    }
    standing.stepDone(loss);
    return loss;
  }

  private String lastGood() {
    return run.newest()
        .map(state -> "the last good checkpoint is " + run.file(state).getParent())
        .orElse("no epoch was done");
  }

  private double rate() {
    double epochs = standing.step() / (double) stepsPerEpoch;
    return recipe.learningRate().at(epochs, recipe.epochs())
        * Math.pow(Rollback.FACTOR, standing.rollbacks().size());
  }
}
