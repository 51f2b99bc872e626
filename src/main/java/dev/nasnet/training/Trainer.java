package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.training.RunFolder.State;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Trains a network epoch by epoch, with a checkpoint after each, and one where it is stopped. Each
 * run on one thread, in however many goes, comes to the same weights, bit for bit.
 */
public final class Trainer {
  private static final String HEADER = "epoch,step,loss,top1,top5,learning_rate";

  private final Network network;
  private final DataSource data;
  private final Recipe recipe;
  private final RunFolder run;
  private final Progress progress;
  private final int threads;
  private final List<String> metrics = new ArrayList<>(List.of(HEADER));
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
            save(graph, new State(epoch, step, 0, List.copyOf(metrics), lossSum));
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
      graph.state.initialize(graph.session, initial);
      return 0;
    }
    State state = newest.get();
    graph.state.restore(graph.session, run.file(state));
    step = state.step();
    lossSum = state.lossSum() == null ? 0 : state.lossSum();
    metrics.clear();
    metrics.addAll(state.metrics());
    return step;
  }

  /** Whether it was done in full; if not, {@code step} tells how far it went. */
  private boolean epoch(TrainingGraph graph, int epoch) {
    long start = System.nanoTime();
    if (!trainEpoch(graph, epoch)) {
      return false;
    }
    Optional<double[]> scored = evaluate(graph);
    scored.ifPresent(accuracy -> finish(graph, epoch + 1, accuracy, start));
    return scored.isPresent();
  }

  private void finish(TrainingGraph graph, int epoch, double[] accuracy, long start) {
    double loss = lossSum / stepsPerEpoch;
    double rate = rate();
    metrics.add(
        String.format(
            Locale.ROOT,
            "%d,%d,%.6f,%.6f,%.6f,%.8f",
            epoch,
            step,
            loss,
            accuracy[0],
            accuracy[1],
            rate));
    save(graph, new State(epoch, step, accuracy[0], List.copyOf(metrics), null));
    lossSum = 0;
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.epoch(
        new EpochReport(
            epoch, recipe.epochs(), step, loss, accuracy[0], accuracy[1], rate, seconds));
  }

  private void save(TrainingGraph graph, State state) {
    run.write(state, file -> graph.state.save(graph.session, file, state));
  }

  /** Trains from where {@code step} stands within the epoch; whether it came to the end. */
  private boolean trainEpoch(TrainingGraph graph, int epoch) {
    long end = (epoch + 1) * stepsPerEpoch;
    if (step < end) {
      start(graph, graph.training.initializer(), graph.training.epochSeed(), epoch);
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
      graph.session.runner().fetch(graph.training.labels()).run().close();
    }
  }

  private double trainStep(TrainingGraph graph) {
    double done = step / (double) (stepsPerEpoch * recipe.epochs());
    try (TFloat32 rate = TFloat32.scalarOf((float) rate());
        TInt64 number = TInt64.scalarOf(step);
        TFloat32 part = TFloat32.scalarOf((float) Math.min(1, done));
        Result result =
            graph
                .session
                .runner()
                .feed(graph.rate, rate)
                .feed(graph.step, number)
                .feed(graph.progress, part)
                .addTarget(graph.trainStep)
                .fetch(graph.loss)
                .run()) {
      double loss = ((TFloat32) result.get(0)).getFloat();
      if (!Double.isFinite(loss)) {
        throw new FailureException(
            "loss (%s) is not finite at step %d; the last checkpoint is good, try a smaller --lr"
                .formatted(loss, step + 1),
            null);
      }
      step++;
      return loss;
    }
  }

  private double rate() {
    return recipe.learningRate().at(step / (double) stepsPerEpoch, recipe.epochs());
  }

  /** Held-out top-1 and top-5 accuracy, or nothing if it was to stop. */
  private Optional<double[]> evaluate(TrainingGraph graph) {
    start(graph, graph.evaluation.initializer(), graph.evaluation.epochSeed(), 0);
    double top1 = 0;
    double top5 = 0;
    long examples = 0;
    while (!isStopping) {
      Session.Runner runner =
          graph.session.runner().fetch(graph.top1).fetch(graph.top5).fetch(graph.examples);
      try (Result result = runner.run()) {
        top1 += ((TFloat32) result.get(0)).getFloat();
        top5 += ((TFloat32) result.get(1)).getFloat();
        examples += ((TInt32) result.get(2)).getInt();
      } catch (TFOutOfRangeException end) {
        double share = 1.0 / Math.max(1, examples);
        return Optional.of(new double[] {top1 * share, top5 * share});
      }
    }
    return Optional.empty();
  }

  private static void start(TrainingGraph graph, Op initializer, Operand<TInt64> seed, long epoch) {
    try (TInt64 value = TInt64.scalarOf(epoch)) {
      graph.session.runner().feed(seed, value).addTarget(initializer).run().close();
    }
  }
}
