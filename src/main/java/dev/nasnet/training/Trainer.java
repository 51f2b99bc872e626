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

/** Trains a network epoch by epoch, with a checkpoint after each. */
public final class Trainer {
  private static final String HEADER = "epoch,step,loss,top1,top5,learning_rate";

  private final Network network;
  private final DataSource data;
  private final Recipe recipe;
  private final RunFolder run;
  private final Progress progress;
  private final List<String> metrics = new ArrayList<>(List.of(HEADER));
  private final long stepsPerEpoch;
  private long step;

  /**
   * A training that has not begun.
   *
   * @param network with a classifier of as many classes as the data has
   * @param data at least one batch of training examples
   * @param recipe how
   * @param run where checkpoints go
   * @param progress who hears of it
   * @throws InvalidInputException if network, data and recipe do not fit
   */
  public Trainer(
      Network network, DataSource data, Recipe recipe, RunFolder run, Progress progress) {
    this.network = network;
    this.data = data;
    this.recipe = recipe;
    this.run = run;
    this.progress = progress;
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
   * Trains up to an epoch, from the start or from the newest checkpoint.
   *
   * @param initial the weights to start from, where there is no checkpoint
   * @param until the epoch to stop after, at most the recipe's
   */
  public void train(Weights initial, int until) {
    try (TrainingGraph graph = new TrainingGraph(network, data, recipe)) {
      int done = begin(graph, initial);
      for (int epoch = done; epoch < until; epoch++) {
        epoch(graph, epoch);
      }
    }
  }

  private int begin(TrainingGraph graph, Weights initial) {
    Optional<State> newest = run.newest();
    if (newest.isEmpty()) {
      graph.state.initialize(graph.session, initial);
      return 0;
    }
    State state = newest.get();
    run.tidy(state);
    graph.state.restore(graph.session, run.file(state.epoch()));
    step = state.step();
    metrics.clear();
    metrics.addAll(state.metrics());
    return state.epoch();
  }

  private void epoch(TrainingGraph graph, int epoch) {
    long start = System.nanoTime();
    double loss = trainEpoch(graph, epoch);
    double[] accuracy = evaluate(graph);
    double rate = rate();
    metrics.add(
        String.format(
            Locale.ROOT,
            "%d,%d,%.6f,%.6f,%.6f,%.8f",
            epoch + 1,
            step,
            loss,
            accuracy[0],
            accuracy[1],
            rate));
    State state = new State(epoch + 1, step, accuracy[0], List.copyOf(metrics));
    run.write(state, file -> graph.state.save(graph.session, file, state));
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.epoch(
        new EpochReport(
            epoch + 1, recipe.epochs(), step, loss, accuracy[0], accuracy[1], rate, seconds));
  }

  private double trainEpoch(TrainingGraph graph, int epoch) {
    start(graph, graph.training.initializer(), graph.training.epochSeed(), epoch);
    double sum = 0;
    for (long i = 0; i < stepsPerEpoch; i++) {
      double loss = trainStep(graph);
      sum += loss;
      progress.step(step, stepsPerEpoch * recipe.epochs(), loss);
    }
    return sum / stepsPerEpoch;
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

  private double[] evaluate(TrainingGraph graph) {
    start(graph, graph.evaluation.initializer(), graph.evaluation.epochSeed(), 0);
    double top1 = 0;
    double top5 = 0;
    long examples = 0;
    while (true) {
      Session.Runner runner =
          graph.session.runner().fetch(graph.top1).fetch(graph.top5).fetch(graph.examples);
      try (Result result = runner.run()) {
        top1 += ((TFloat32) result.get(0)).getFloat();
        top5 += ((TFloat32) result.get(1)).getFloat();
        examples += ((TInt32) result.get(2)).getInt();
      } catch (TFOutOfRangeException end) {
        return new double[] {top1 / Math.max(1, examples), top5 / Math.max(1, examples)};
      }
    }
  }

  private static void start(TrainingGraph graph, Op initializer, Operand<TInt64> seed, long epoch) {
    try (TInt64 value = TInt64.scalarOf(epoch)) {
      graph.session.runner().feed(seed, value).addTarget(initializer).run().close();
    }
  }
}
