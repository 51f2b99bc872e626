package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.Rollback;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Optional;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/**
 * Trains a network epoch by epoch, and writes a checkpoint after each epoch and where the training
 * is stopped. On one thread, a training that is stopped and resumed produces the same weights, bit
 * for bit, as one without a stop. {@link TrainingRun} also describes and locks the run's folder.
 */
public final class Trainer {
  private final Network network;
  private final DataSource data;
  private final Recipe recipe;
  private final RunFolder run;
  private final TrainingListener listener;
  private final TrainerOptions options;
  private final List<TrainingPhase> phases;
  private final TrainingState state = new TrainingState();
  private final EpochRunner epochs;
  private volatile boolean isStopping;

  /**
   * Creates a trainer in this process, on a GPU if there is one.
   *
   * @param network the network, with a classifier
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param run the folder of the checkpoints
   * @param listener receives the progress
   * @param threads the number of threads, 0 for as many as are best
   */
  public Trainer(
      Network network,
      DataSource data,
      Recipe recipe,
      RunFolder run,
      TrainingListener listener,
      int threads) {
    this(network, data, recipe, run, listener, TrainerOptions.on(Hardware.threads(threads)));
  }

  /**
   * Creates a trainer.
   *
   * @param network a network with a classifier for the classes of the data
   * @param data at least one batch of training images
   * @param recipe the hyper-parameters
   * @param run the folder of the checkpoints
   * @param listener receives the progress of the training
   * @param options engines, rollbacks and checkpoints within epochs
   * @throws InvalidInputException if network, data and recipe do not fit each other
   */
  public Trainer(
      Network network,
      DataSource data,
      Recipe recipe,
      RunFolder run,
      TrainingListener listener,
      TrainerOptions options) {
    this.network = network;
    this.data = data;
    this.recipe = recipe;
    this.run = run;
    this.listener = listener;
    this.options = options;
    phases = TrainingPhase.of(network, recipe);
    epochs =
        new EpochRunner(
            recipe,
            stepsPerEpoch(network, data, recipe),
            run,
            listener,
            state,
            options.saveInterval());
  }

  private static long stepsPerEpoch(Network network, DataSource data, Recipe recipe) {
    if (network.spec().classes() != data.classNames().size()) {
      throw new InvalidInputException(
          "classes (%d) must be the data's %d; leave `classes` out"
              .formatted(network.spec().classes(), data.classNames().size()));
    }
    if (data.isMultiLabel() != recipe.multiLabel()) {
      throw new InvalidInputException(
          "multi-label (%s) must be that of the data (%s), in which an image has %s; change either"
              .formatted(
                  recipe.multiLabel(),
                  data.isMultiLabel(),
                  data.isMultiLabel() ? "any number of labels" : "one label"));
    }
    long steps = data.size(Split.TRAIN) / recipe.batch();
    if (steps == 0) {
      throw new InvalidInputException(
          "batch (%d) must be at most the %d training images; use a smaller `batch`"
              .formatted(recipe.batch(), data.size(Split.TRAIN)));
    }
    return steps;
  }

  /**
   * Trains up to an epoch, from the beginning or from the newest checkpoint that is not damaged.
   *
   * @param initial the initial weights, used if there is no checkpoint
   * @param until the epoch to stop after, at most the recipe's number of epochs
   * @return true if the training reached that epoch or ended early by the recipe; false if it was
   *     stopped by {@link #stop()}
   */
  public boolean train(Weights initial, int until) {
    run.repair(listener::onMessage).ifPresent(state::restore);
    while (state.epoch() < until && !isOver()) {
      if (!trainPhase(initial, until)) {
        return false;
      }
    }
    if (isOver()) {
      listener.onMessage(
          "ended early after epoch %d: %s"
              .formatted(state.epoch(), new EarlyStoppingRule(recipe.stopping()).reason()));
    }
    return true;
  }

  /**
   * Makes {@link #train} return after its present step, with a checkpoint. Can be called from any
   * thread.
   */
  public void stop() {
    isStopping = true;
  }

  /** Trains the epochs of one phase with one engine, which computes no other gradients. */
  private boolean trainPhase(Weights initial, int until) {
    TrainingPhase phase = phase();
    int end = Math.min(until, phase.endEpoch());
    try (Engine engine = options.engines().open(network, data, recipe, phase)) {
      begin(engine, initial);
      while (state.epoch() < end && !isOver()) {
        if (!epochOrRollback(engine, initial)) {
          return false;
        }
      }
    } catch (TFResourceExhaustedException e) {
      throw OutOfMemoryAdvice.failure(network, recipe, state.step() + 1, e);
    }
    return true;
  }

  private TrainingPhase phase() {
    return phases.stream()
        .filter(phase -> state.epoch() < phase.endEpoch())
        .findFirst()
        .orElseThrow();
  }

  private boolean isOver() {
    return new EarlyStoppingRule(recipe.stopping())
        .isDue(state.metrics(), recipe.tuning().unfreezeAfter());
  }

  /** Sets the engine and the state to the newest checkpoint, or to the beginning. */
  private void begin(Engine engine, Weights initial) {
    Optional<SavedState> newest = run.newest();
    if (newest.isPresent()) {
      engine.restore(run.file(newest.get()));
      state.restore(newest.get());
    } else {
      engine.initialize(initial);
      state.reset();
    }
    listener.onRestore(state.step());
  }

  private boolean epochOrRollback(Engine engine, Weights initial) {
    try {
      return epochs.run(engine, network.spec().classes(), () -> isStopping);
    } catch (NotFiniteException e) {
      rollBack(engine, initial, e);
      return true;
    }
  }

  private void rollBack(Engine engine, Weights initial, NotFiniteException problem) {
    long failed = problem.step(state.step());
    int most = options.mostRollbacks();
    if (state.rollbacks().size() >= most) {
      throw problem.failure(run, failed, most > 0);
    }
    begin(engine, initial);
    state.add(new Rollback(failed, state.step()));
    listener.onMessage(
        "%s at step %d: back to step %d with the learning rate times %s (rollback %d of %d)"
            .formatted(
                problem.problem(),
                failed,
                state.step(),
                Rollback.FACTOR,
                state.rollbacks().size(),
                most));
  }
}
