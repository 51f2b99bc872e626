package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.device.Devices;
import dev.nasnet.device.Hardware;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.training.RunFolder.State;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunMetadata;
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
  private final Updates updates;
  private final TrainStep step;
  private final Scoring scoring;
  private final StateOps state;
  private final Session session;

  /**
   * @param moving what is trained
   * @param hardware where it runs
   */
  TrainingGraph(Network network, DataSource data, Recipe recipe, Moving moving, Hardware hardware) {
    this.network = network;
    this.recipe = recipe;
    this.moving = moving;
    training = data.pipeline(tf, recipe.inputOf(network.spec().size()));
    boolean onGpu = Devices.requireFor(hardware, recipe.towers());
    updates = new Updates(tf, recipe, variables, inputs.rate(), moving::rate);
    boolean plainCpu =
        !onGpu && !hardware.xla() && recipe.precision().type() == Precision.Type.FLOAT32;
    Tower tower = new Tower(network, recipe, moving, new Tower.How(plainCpu, hardware.recompute()));
    Tower.Pass pass =
        new Towers(tower, recipe.towers(), onGpu ? DeviceType.GPU : DeviceType.CPU)
            .over(tf, towerInputs(), variables);
    Network answering = network.forInference();
    averages =
        recipe.averageDecay() > 0
            ? Optional.of(new Averages(tf, answering.variables(), variables))
            : Optional.empty();
    step = step(pass);
    BatchPipeline heldOut = data.pipeline(tf, recipe.heldOutOf(network.spec().size()));
    scoring =
        new Scoring(
            tf,
            answering,
            heldOut,
            averages.map(kept -> List.of(kept.values(), variables)).orElse(List.of(variables)));
    state = new StateOps(tf, network.variables(), updates.slots(), averages, variables);
    long steps = (long) data.size(Split.TRAIN) / recipe.batch() * recipe.epochs();
    session = new Session(graph, SessionConfig.of(hardware, recipe, steps, onGpu));
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

  /** Trains on the next batch, or its first part, and gives the graphs that ran. */
  RunMetadata trace(StepInputs.Values values) {
    return step.trace(session, values);
  }

  /** Where the loss scale stands, if there is one. */
  Optional<LossScale.Standing> lossScale() {
    return updates.scale().map(scale -> scale.standing(session));
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

  private Tower.Inputs towerInputs() {
    return new Tower.Inputs(
        training.images(),
        new Loss(tf, recipe, network, moving).targets(training),
        inputs.draw(),
        inputs.progress(),
        updates.scale().map(LossScale::value));
  }

  private TrainStep step(Tower.Pass pass) {
    updates.keep(
        network.variables().stream()
            .filter(spec -> spec.trainable() && moving.isFrozen(spec))
            .toList());
    return new TrainStep(
        tf,
        inputs,
        updates,
        new Statistics(tf, pass.statistics(), variables, updates.scale()),
        pass,
        new TrainStep.Plan(recipe.accumulate(), moving.byGradient(), this::follow));
  }

  private Operand<TFloat32> count() {
    return updates.counted(inputs.count(tf));
  }

  private Op follow(Op moved) {
    return averages
        .map(kept -> kept.follow(moved, moving::isStill, count(), recipe.averageDecay()))
        .orElse(moved);
  }
}
