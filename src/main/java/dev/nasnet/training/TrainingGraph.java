package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.Augmentation;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.training.RunFolder.State;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Training and evaluation over the same resource variables, and the session that runs them. */
final class TrainingGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final ResourceVariables variables = new ResourceVariables(graph);
  private final Placeholder<TFloat32> rate = scalar(TFloat32.class);
  private final Placeholder<TInt64> step = scalar(TInt64.class);
  private final Placeholder<TFloat32> progress = scalar(TFloat32.class);
  private final Recipe recipe;
  private final Network network;
  private final BatchPipeline training;
  private final Optional<Averages> averages;
  private final Operand<TFloat32> loss;
  private final Op trainStep;
  private final Operand<TFloat32> told;
  private final Scoring scoring;
  private final StateOps state;
  private final Session session;

  /**
   * @param threads of TensorFlow; 0 takes all cores
   */
  TrainingGraph(Network network, DataSource data, Recipe recipe, int threads) {
    this.network = network;
    this.recipe = recipe;
    training = data.pipeline(tf, options(Split.TRAIN));
    Mode mode = new Mode.Training(recipe.seed(), step, progress);
    NetworkGraph trained = NetworkGraph.build(tf, network, training.images(), mode, variables);
    Loss losses = new Loss(tf, recipe, network);
    loss = losses.of(trained, losses.targets(training), variables);
    Updates updates = new Updates(tf, recipe, variables, rate);
    Network answering = network.forInference();
    averages =
        recipe.averageDecay() > 0
            ? Optional.of(new Averages(tf, answering.variables(), variables))
            : Optional.empty();
    trainStep = trainStep(trained, updates);
    told = tf.math.add(loss, updates.finite());
    BatchPipeline heldOut = data.pipeline(tf, options(Split.TEST));
    scoring =
        new Scoring(
            tf,
            answering,
            heldOut,
            averages.map(kept -> List.of(kept.values(), variables)).orElse(List.of(variables)));
    state = new StateOps(tf, network.variables(), updates.slots(), averages, variables);
    session = new Session(graph, config(threads));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /** Gives all variables their first values. */
  void initialize(Weights weights) {
    state.initialize(session, weights);
  }

  void save(Path file, State of) {
    state.save(session, file, of);
  }

  void restore(Path file) {
    state.restore(session, file);
  }

  /** Begins an epoch, from 0, with its first batch. */
  void startEpoch(long epoch) {
    try (TInt64 value = TInt64.scalarOf(epoch)) {
      Session.Runner runner = session.runner().feed(training.epochSeed(), value);
      runner.addTarget(training.initializer()).run().close();
    }
  }

  /** Draws the next batch and leaves it. */
  void passBatch() {
    session.runner().fetch(training.labels()).run().close();
  }

  /**
   * Trains on the next batch.
   *
   * @param number steps done before
   * @param now the learning rate
   * @param done the share of the whole training that is done, 0…1
   * @return the loss with L2; NaN too where a gradient is not finite
   */
  double train(long number, double now, double done) {
    try (TFloat32 fedRate = TFloat32.scalarOf((float) now);
        TInt64 fedStep = TInt64.scalarOf(number);
        TFloat32 fedProgress = TFloat32.scalarOf((float) Math.min(1, done))) {
      Session.Runner runner =
          session
              .runner()
              .feed(rate, fedRate)
              .feed(step, fedStep)
              .feed(progress, fedProgress)
              .addTarget(trainStep)
              .fetch(told);
      try (Result result = runner.run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }
  }

  /** Held-out accuracy of the averages, where they are kept, and then of the weights themselves. */
  Optional<List<Accuracy>> score(BooleanSupplier isStopping) {
    return scoring.score(session, isStopping);
  }

  private PipelineOptions options(Split split) {
    boolean isTraining = split == Split.TRAIN;
    return new PipelineOptions(
        split,
        recipe.batch(),
        network.spec().size().height(),
        network.spec().size().width(),
        isTraining,
        recipe.seed(),
        isTraining ? recipe.augmentation() : Augmentation.evaluation(recipe.evaluationCrop()),
        isTraining);
  }

  private Op trainStep(NetworkGraph trained, Updates updates) {
    List<VariableSpec> trainable =
        network.variables().stream().filter(VariableSpec::trainable).toList();
    Operand<TFloat32> count = tf.math.add(tf.dtypes.cast(step, TFloat32.class), tf.constant(1f));
    List<Op> targets = new ArrayList<>(updates.apply(graph, loss, trainable, count));
    trained
        .batchNormUpdates()
        .forEach(
            update ->
                targets.add(
                    tf.assignVariableOp(
                        variables.handle(update.variable().name(), update.variable().dimensions()),
                        update.value())));
    Op moved = tf.withControlDependencies(targets).noOp();
    return averages.map(kept -> kept.follow(moved, count, recipe.averageDecay())).orElse(moved);
  }

  private <T extends org.tensorflow.types.family.TType> Placeholder<T> scalar(Class<T> type) {
    return tf.placeholder(type, Placeholder.shape(Shape.scalar()));
  }

  private static ConfigProto config(int threads) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads)
        .build();
  }
}
