package dev.nasnet.training.graph;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.ShardedInput;
import dev.nasnet.data.Split;
import dev.nasnet.device.Devices;
import dev.nasnet.device.Hardware;
import dev.nasnet.device.MachineMemory;
import dev.nasnet.device.ThreadPool;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.evaluation.ScoreSums;
import dev.nasnet.evaluation.ScoringGraph;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.SavedState;
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

/** Trains and scores a network with the same variables. Not thread-safe; must be closed. */
public final class TrainingGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final ResourceVariables variables = new ResourceVariables(graph);
  private final StepInputs inputs = StepInputs.of(tf);
  private final Recipe recipe;
  private final Network network;
  private final TrainableVariables trainable;
  private final ShardedInput training;
  private final Optional<LossScale> scale;
  private final Optional<ExponentialMovingAverages> averages;
  private final TrainStep step;
  private final ScoringGraph scoring;
  private final StateOps state;
  private final Session session;
  private @Nullable StateTransfer transfer;

  /**
   * Builds the graph of a training on this machine.
   *
   * @param network a network with a classifier
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param trainable the variables that are trained
   * @param hardware the devices and threads
   * @throws InvalidInputException if a step needs more memory than this process can have
   */
  public TrainingGraph(
      Network network,
      DataSource data,
      Recipe recipe,
      TrainableVariables trainable,
      Hardware hardware) {
    this(network, data, recipe, trainable, hardware, 1);
  }

  /**
   * Builds the graph of a worker.
   *
   * @param network the network, with a classifier
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param trainable the variables that gradients update
   * @param hardware the devices and threads
   * @param workers the number of workers that share the batches
   */
  public TrainingGraph(
      Network network,
      DataSource data,
      Recipe recipe,
      TrainableVariables trainable,
      Hardware hardware,
      int workers) {
    this.network = network;
    this.recipe = recipe;
    this.trainable = trainable;
    var size = network.spec().size();
    training = ShardedInput.of(tf, data, recipe.inputOf(size), workers, recipe.accumulate());
    ThreadPool.claim(hardware.threads());
    boolean onGpu = Devices.requireAvailable(hardware, recipe.towers());
    if (!onGpu) {
      TrainingMemory.of(network, recipe, trainable, hardware, workers)
          .requireFree(MachineMemory.ofThisProcess());
    }
    scale =
        recipe.precision().lossScale() > 0
            ? Optional.of(new LossScale(tf, recipe.precision(), variables))
            : Optional.empty();
    Tower.Pass pass = pass(hardware, onGpu);
    Network inference = network.forInference();
    averages =
        recipe.averageDecay() > 0
            ? Optional.of(new ExponentialMovingAverages(tf, inference.variables(), variables))
            : Optional.empty();
    step = step(pass);
    ShardedInput heldOut = ShardedInput.of(tf, data, recipe.heldOutOf(size), workers, 1);
    scoring =
        new ScoringGraph(
            tf,
            inference,
            heldOut,
            averages.map(kept -> List.of(kept.values(), variables)).orElse(List.of(variables)));
    state = new StateOps(tf, network.variables(), step.slots(), averages, variables);
    long steps = (long) data.size(Split.TRAIN) / recipe.batch() * recipe.epochs();
    session = new Session(graph, SessionConfig.of(hardware, recipe, steps, onGpu));
  }

  private Tower.Pass pass(Hardware hardware, boolean onGpu) {
    boolean plainCpu =
        !onGpu && !hardware.xla() && recipe.precision().type() == Precision.Type.FLOAT32;
    ComputeOptions options = new ComputeOptions(plainCpu, hardware.recompute());
    Tower tower = new Tower(network, recipe, trainable, options);
    Tower.Inputs towerInputs =
        new Tower.Inputs(
            training.pipeline().images(),
            new Loss(tf, recipe, network, trainable).targets(training.pipeline()),
            inputs.draw(),
            inputs.progress(),
            scale.map(LossScale::value));
    return new Towers(tower, recipe.towers(), onGpu ? DeviceType.GPU : DeviceType.CPU)
        .over(tf, towerInputs, variables);
  }

  private TrainStep step(Tower.Pass pass) {
    return new TrainStep(
        tf,
        inputs,
        new OptimizerOps(tf, recipe, variables, inputs.rate(), trainable::rate, scale),
        new BatchNormUpdates(tf, pass.statistics(), variables, scale.isPresent()),
        pass,
        new TrainStep.Plan(
            recipe.accumulate(),
            trainable.trained(),
            trainable.frozen(),
            count(),
            this::updateAverages));
  }

  private Operand<TFloat32> count() {
    Operand<TFloat32> number = inputs.count(tf);
    return scale.map(dynamic -> dynamic.counted(number)).orElse(number);
  }

  private Op updateAverages(Op updated) {
    return averages
        .map(kept -> kept.update(updated, trainable::isConstant, count(), recipe.averageDecay()))
        .orElse(updated);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /**
   * Sets all variables, slots and averages to the values at the beginning of a training.
   *
   * @param weights the values of the network's variables
   */
  public void initialize(Weights weights) {
    state.initialize(session, weights);
  }

  /**
   * Writes all variables, slots and averages under a checkpoint's prefix.
   *
   * @param file the prefix of the checkpoint's files
   * @param of the progress, which the checkpoint stores beside the variables
   */
  public void save(Path file, SavedState of) {
    state.save(session, file, of);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param file the prefix of the checkpoint's files
   */
  public void restore(Path file) {
    state.restore(session, file);
  }

  /**
   * Begins an epoch, or continues within it.
   *
   * @param epoch the epoch, from 0
   * @param first the number of its steps that are done
   */
  public void startEpoch(long epoch, long first) {
    startEpoch(epoch, first, 0);
  }

  /**
   * Begins an epoch's batches of one worker, or continues within them.
   *
   * @param epoch the epoch, from 0, by which order and augmentation are drawn
   * @param first the step of the epoch, from 0, that comes next
   * @param worker the index of the worker, from 0
   */
  public void startEpoch(long epoch, long first, int worker) {
    training.start(session, epoch, first, worker);
  }

  /** {@return the values of all variables, slots and averages by their keys in checkpoints} */
  public Weights readAll() {
    return transfer().read(session);
  }

  /**
   * Sets all variables, slots and averages.
   *
   * @param values the values by their keys in checkpoints
   */
  public void writeAll(Weights values) {
    transfer().write(session, values);
  }

  private StateTransfer transfer() {
    if (transfer == null) {
      transfer = new StateTransfer(tf, variables.handles());
    }
    return transfer;
  }

  /**
   * {@return the loss with L2 of a step on the next batch; NaN also if a gradient is not finite}
   *
   * @param values the number of the step, its learning rate and the progress
   */
  public double train(StepValues values) {
    return step.run(session, values);
  }

  /**
   * {@return the graphs that ran in a step on the next batch, or its first part}
   *
   * @param values the number of the step, its learning rate and the progress
   */
  public RunMetadata trace(StepValues values) {
    return step.trace(session, values);
  }

  Optional<LossScale.Status> lossScale() {
    return scale.map(dynamic -> dynamic.status(session));
  }

  /** {@return a message about steps that the loss scale skipped, if it skipped any} */
  public Optional<String> message() {
    return lossScale().flatMap(LossScale.Status::message);
  }

  /**
   * {@return the scores of a worker's share of the held-out images, with the averages if there are
   * any, and with the weights themselves; nothing if the scoring was stopped}
   *
   * @param worker the worker, from 0
   * @param isStopping returns whether to stop
   */
  public Optional<ScoreSums> score(int worker, BooleanSupplier isStopping) {
    return scoring.score(session, worker, isStopping);
  }

  /**
   * {@return the scores of all held-out images, as {@link #score(int, BooleanSupplier)} does}
   *
   * @param isStopping returns whether to stop
   * @param reviewer receives the predictions
   */
  public Optional<ScoreSums> score(BooleanSupplier isStopping, Reviewer reviewer) {
    return scoring.score(session, 0, isStopping, reviewer);
  }

  /**
   * {@return the values of variables, in one run of the session; the caller closes them}
   *
   * @param specs the variables, in the order of the result
   */
  public Result values(List<VariableSpec> specs) {
    Session.Runner runner = session.runner();
    specs.forEach(spec -> runner.fetch(variables.read(spec)));
    return runner.run();
  }
}
