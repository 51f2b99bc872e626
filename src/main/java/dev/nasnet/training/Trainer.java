package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.device.Hardware;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.evaluation.Score;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.Rollback;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.RunFolder.State;
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
  private final TrainingListener progress;
  private final Engine.Maker engines;
  private final TrainingState standing = new TrainingState();
  private final long stepsPerEpoch;
  private int mostRollbacks;
  private int saveEvery;
  private volatile boolean isStopping;

  /** As the other, on some threads, and on a GPU where there is one. */
  public Trainer(
      Network network,
      DataSource data,
      Recipe recipe,
      RunFolder run,
      TrainingListener progress,
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
      TrainingListener progress,
      Hardware hardware) {
    this(
        network,
        data,
        recipe,
        run,
        progress,
        (of, from, by, epoch) ->
            new TrainingGraph(
                of, from, by, new TrainableVariables(of, by.tuning(), epoch), hardware));
  }

  /**
   * As the other, on engines of one's own.
   *
   * @param engines of which each phase of the training opens and closes one
   */
  public Trainer(
      Network network,
      DataSource data,
      Recipe recipe,
      RunFolder run,
      TrainingListener progress,
      Engine.Maker engines) {
    this.network = network;
    this.data = data;
    this.recipe = recipe;
    this.run = run;
    this.progress = progress;
    this.engines = engines;
    new TrainableVariables(network, recipe.tuning(), 0);
    new TrainableVariables(network, recipe.tuning(), recipe.epochs());
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
   * Lets it write a checkpoint within an epoch too.
   *
   * @param times after so many times that the engine trained; 0 for never
   */
  public void saveWithinEpochs(int times) {
    if (times < 0) {
      throw new InvalidInputException("save-rounds (%d) must be at least 0".formatted(times));
    }
    saveEvery = times;
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
          "ended early after epoch %d: %s"
              .formatted(standing.epoch(), new EarlyStoppingRule(recipe.stopping()).reason()));
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

  /** Epochs in which the same layers move: one engine, which computes no other gradients. */
  private boolean trainPhase(Weights initial, int until) {
    FineTuning tuning = recipe.tuning();
    boolean unfreezes = tuning.isFrozenIn(standing.epoch()) && tuning.unfreezeAfter() > 0;
    int end = unfreezes ? Math.min(until, tuning.unfreezeAfter()) : until;
    try (Engine engine = engines.open(network, data, recipe, standing.epoch())) {
      begin(engine, initial);
      while (standing.epoch() < end && !isOver()) {
        if (!epochOrRollback(engine, initial)) {
          return false;
        }
      }
    } catch (TFResourceExhaustedException e) {
      throw OutOfMemoryAdvice.failure(network, recipe, standing.step() + 1, e);
    }
    return true;
  }

  private boolean isOver() {
    return new EarlyStoppingRule(recipe.stopping())
        .isDue(standing.metrics(), recipe.tuning().unfreezeAfter());
  }

  /** Where the newest checkpoint stands, or at the beginning. */
  private void begin(Engine engine, Weights initial) {
    Optional<State> newest = run.newest();
    if (newest.isPresent()) {
      engine.restore(run.file(newest.get()));
      standing.restore(newest.get());
    } else {
      engine.initialize(initial);
      standing.reset();
    }
    progress.standsAt(standing.step());
  }

  private boolean epochOrRollback(Engine engine, Weights initial) {
    long begun = standing.step();
    try {
      boolean done = epoch(engine);
      if (!done && standing.step() > begun) {
        save(engine, standing.stopped(isAveraged()));
      }
      return done;
    } catch (NotFiniteException e) {
      rollBack(engine, initial, e);
      return true;
    }
  }

  private void rollBack(Engine engine, Weights initial, NotFiniteException problem) {
    long failed = standing.step() + 1;
    if (standing.rollbacks().size() >= mostRollbacks) {
      throw problem.failure(run, failed, mostRollbacks > 0);
    }
    begin(engine, initial);
    standing.add(new Rollback(failed, standing.step()));
    progress.note(
        "%s at step %d: back to step %d with the learning rate times %s (rollback %d of %d)"
            .formatted(
                problem.problem(),
                failed,
                standing.step(),
                Rollback.FACTOR,
                standing.rollbacks().size(),
                mostRollbacks));
  }

  /** Whether it was done in full; if not, {@code standing} tells how far it went. */
  private boolean epoch(Engine engine) {
    long start = System.nanoTime();
    if (!trainEpoch(engine)) {
      return false;
    }
    Optional<Reviewer> reviewer =
        progress.isViewing() && engine.isViewable()
            ? Optional.of(new Reviewer(network.spec().classes()))
            : Optional.empty();
    Optional<List<Score>> scored = engine.score(() -> isStopping, reviewer);
    scored.ifPresent(scores -> finish(engine, scores, reviewer, start));
    return scored.isPresent();
  }

  private void finish(Engine engine, List<Score> scores, Optional<Reviewer> reviewer, long start) {
    EpochReport report =
        standing.epochDone(
            recipe.epochs(),
            stepsPerEpoch,
            scores,
            () -> schedule().rate(standing.step()),
            (System.nanoTime() - start) / 1e9);
    save(engine, standing.ended(scores.get(0), recipe.stopping().monitor(), isAveraged()));
    reviewer.ifPresent(
        seen ->
            progress.view(new EpochView(report, standing.metrics(), seen.done(), engine::values)));
    progress.epoch(report);
    engine.note().ifPresent(progress::note);
  }

  private boolean isAveraged() {
    return recipe.averageDecay() > 0;
  }

  private void save(Engine engine, State state) {
    run.write(state, file -> engine.save(file, state));
  }

  /** Trains from where {@code standing} is within the epoch; whether it came to the end. */
  private boolean trainEpoch(Engine engine) {
    long begin = standing.epoch() * stepsPerEpoch;
    long end = begin + stepsPerEpoch;
    if (standing.step() < end) {
      engine.startEpoch(standing.epoch(), standing.step() - begin);
    }
    for (int times = 1; standing.step() < end; times++) {
      if (isStopping) {
        return false;
      }
      trainSome(engine, end);
      if (saveEvery > 0 && times % saveEvery == 0 && standing.step() < end) {
        save(engine, standing.stopped(isAveraged()));
      }
    }
    return true;
  }

  private void trainSome(Engine engine, long end) {
    Engine.Stretch stretch =
        new Engine.Stretch(schedule(), standing.step(), end, standing.updates());
    Engine.Trained trained = engine.train(stretch);
    if (!Double.isFinite(trained.lossSum())) {
      throw new NotFiniteException(trained.lossSum());
    }
    standing.done(trained);
    progress.step(standing.step(), schedule().steps(), trained.lossSum() / trained.steps());
  }

  private LearningRateSchedule schedule() {
    return new LearningRateSchedule(recipe, stepsPerEpoch, standing.rollbacks().size());
  }
}
