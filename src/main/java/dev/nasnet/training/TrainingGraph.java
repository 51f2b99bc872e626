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
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Training and evaluation over the same resource variables, and the session that runs them. */
final class TrainingGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final ResourceVariables variables = new ResourceVariables(graph);
  private final StepInputs inputs = StepInputs.of(tf);
  private final Recipe recipe;
  private final Network network;
  private final Moving moving;
  private final BatchPipeline training;
  private final Optional<Averages> averages;
  private final TrainStep step;
  private final Scoring scoring;
  private final StateOps state;
  private final Session session;

  /**
   * @param moving what is trained
   * @param threads of TensorFlow; 0 takes all cores
   */
  TrainingGraph(Network network, DataSource data, Recipe recipe, Moving moving, int threads) {
    this.network = network;
    this.recipe = recipe;
    this.moving = moving;
    training = data.pipeline(tf, options(Split.TRAIN));
    Mode mode =
        new Mode.Training(recipe.seed(), inputs.draw(), inputs.progress(), moving.stillNorms());
    NetworkGraph trained = NetworkGraph.build(tf, network, training.images(), mode, variables);
    Loss losses = new Loss(tf, recipe, network, moving);
    Operand<TFloat32> loss = losses.of(trained, losses.targets(training), variables);
    Updates updates = new Updates(tf, recipe, variables, inputs.rate(), moving::rate);
    Network answering = network.forInference();
    averages =
        recipe.averageDecay() > 0
            ? Optional.of(new Averages(tf, answering.variables(), variables))
            : Optional.empty();
    step = step(trained, loss, updates);
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
    for (int part = 0; part < recipe.accumulate(); part++) {
      session.runner().fetch(training.labels()).run().close();
    }
  }

  /**
   * Trains on the next batch.
   *
   * @return the loss with L2; NaN too where a gradient is not finite
   */
  double train(StepInputs.Values values) {
    return step.run(session, values);
  }

  /** Held-out accuracy of the averages, where they are kept, and then of the weights themselves. */
  Optional<List<Score>> score(BooleanSupplier isStopping, Optional<Reviewer> reviewer) {
    return scoring.score(session, isStopping, reviewer);
  }

  /** The present values of variables, which the caller closes. */
  Result values(List<VariableSpec> specs) {
    Session.Runner runner = session.runner();
    specs.forEach(spec -> runner.fetch(variables.read(spec)));
    return runner.run();
  }

  private PipelineOptions options(Split split) {
    boolean isTraining = split == Split.TRAIN;
    return new PipelineOptions(
        split,
        recipe.part(),
        network.spec().size().height(),
        network.spec().size().width(),
        isTraining,
        recipe.seed(),
        isTraining ? recipe.augmentation() : Augmentation.evaluation(recipe.evaluationCrop()),
        isTraining);
  }

  private TrainStep step(NetworkGraph trained, Operand<TFloat32> loss, Updates updates) {
    updates.keep(
        network.variables().stream()
            .filter(spec -> spec.trainable() && moving.isFrozen(spec))
            .toList());
    List<Op> statistics = new ArrayList<>();
    trained
        .batchNormUpdates()
        .forEach(
            update ->
                statistics.add(
                    tf.assignVariableOp(
                        variables.handle(update.variable().name(), update.variable().dimensions()),
                        update.value())));
    return new TrainStep(
        graph,
        inputs,
        updates,
        new TrainStep.Pass(loss, statistics, moving.byGradient()),
        recipe.accumulate(),
        this::follow);
  }

  private Op follow(Op moved) {
    return averages
        .map(kept -> kept.follow(moved, moving::isStill, inputs.count(tf), recipe.averageDecay()))
        .orElse(moved);
  }

  private static ConfigProto config(int threads) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads)
        .build();
  }
}
