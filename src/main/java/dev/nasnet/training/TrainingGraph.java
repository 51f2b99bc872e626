package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.ShardedInput;
import dev.nasnet.data.Split;
import dev.nasnet.device.Devices;
import dev.nasnet.device.Hardware;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.evaluation.Score;
import dev.nasnet.evaluation.ScoreSums;
import dev.nasnet.evaluation.ScoringGraph;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.RunFolder.State;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.types.TFloat32;

/** Training and evaluation over the same resource variables, and the session that runs them. */
final class TrainingGraph implements Engine {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final ResourceVariables variables = new ResourceVariables(graph);
  private final StepInputs inputs = StepInputs.of(tf);
  private final Recipe recipe;
  private final Network network;
  private final TrainableVariables moving;
  private final ShardedInput training;
  private final Optional<ExponentialMovingAverages> averages;
  private final OptimizerOps updates;
  private final TrainStep step;
  private final ScoringGraph scoring;
  private final StateOps state;
  private final Session session;
  private @Nullable StateTransfer transfer;

  /**
   * @param moving what is trained
   * @param hardware where it runs
   */
  TrainingGraph(
      Network network,
      DataSource data,
      Recipe recipe,
      TrainableVariables moving,
      Hardware hardware) {
    this(network, data, recipe, moving, hardware, 1);
  }

  /**
   * @param workers who share the batches
   */
  TrainingGraph(
      Network network,
      DataSource data,
      Recipe recipe,
      TrainableVariables moving,
      Hardware hardware,
      int workers) {
    this.network = network;
    this.recipe = recipe;
    this.moving = moving;
    var size = network.spec().size();
    training = ShardedInput.of(tf, data, recipe.inputOf(size), workers, recipe.accumulate());
    boolean onGpu = Devices.requireFor(hardware, recipe.towers());
    updates = new OptimizerOps(tf, recipe, variables, inputs.rate(), moving::rate);
    boolean plainCpu =
        !onGpu && !hardware.xla() && recipe.precision().type() == Precision.Type.FLOAT32;
    Tower tower = new Tower(network, recipe, moving, new Tower.How(plainCpu, hardware.recompute()));
    Tower.Pass pass =
        new Towers(tower, recipe.towers(), onGpu ? DeviceType.GPU : DeviceType.CPU)
            .over(tf, towerInputs(), variables);
    Network answering = network.forInference();
    averages =
        recipe.averageDecay() > 0
            ? Optional.of(new ExponentialMovingAverages(tf, answering.variables(), variables))
            : Optional.empty();
    step = step(pass);
    ShardedInput heldOut = ShardedInput.of(tf, data, recipe.heldOutOf(size), workers, 1);
    scoring =
        new ScoringGraph(
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

  @Override
  public void initialize(Weights weights) {
    state.initialize(session, weights);
  }

  @Override
  public void save(Path file, State of) {
    state.save(session, file, of);
  }

  @Override
  public void restore(Path file) {
    state.restore(session, file);
  }

  @Override
  public void startEpoch(long epoch, long first) {
    startEpoch(epoch, first, 0);
  }

  /** As the other, for one worker's share. */
  void startEpoch(long epoch, long first, int worker) {
    training.start(session, epoch, first, worker);
  }

  @Override
  public Trained train(Stretch stretch) {
    double loss = train(stretch.schedule().values(stretch.step(), stretch.updates()));
    return new Trained(1, loss, stretch.updates() + 1);
  }

  /** What all variables, slots and averages hold, by their checkpoint's keys. */
  Weights everything() {
    return transfer().read(session);
  }

  /** Gives all variables, slots and averages values. */
  void setEverything(Weights values) {
    transfer().write(session, values);
  }

  private StateTransfer transfer() {
    if (transfer == null) {
      transfer = new StateTransfer(tf, variables.handles());
    }
    return transfer;
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

  @Override
  public Optional<String> note() {
    return lossScale().flatMap(LossScale.Standing::note);
  }

  /** A worker's tally of the averages, where they are kept, and then of the weights themselves. */
  Optional<ScoreSums> tally(int worker, BooleanSupplier isStopping, Optional<Reviewer> reviewer) {
    return scoring.score(session, worker, isStopping, reviewer);
  }

  @Override
  public Optional<List<Score>> score(BooleanSupplier isStopping, Optional<Reviewer> reviewer) {
    return tally(0, isStopping, reviewer).map(ScoreSums::scores);
  }

  @Override
  public boolean isViewable() {
    return true;
  }

  @Override
  public Result values(List<VariableSpec> specs) {
    Session.Runner runner = session.runner();
    specs.forEach(spec -> runner.fetch(variables.read(spec)));
    return runner.run();
  }

  private Tower.Inputs towerInputs() {
    return new Tower.Inputs(
        training.pipeline().images(),
        new Loss(tf, recipe, network, moving).targets(training.pipeline()),
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
        new BatchNormUpdates(tf, pass.statistics(), variables, updates.scale()),
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
