package dev.nasnet.training.graph;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import dev.nasnet.recipe.BatchNormSchedule;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.graph.GradientBuilder.Subgraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The forward and backward pass of some images through the network, on one device. */
final class Tower {
  private final Network network;
  private final Recipe recipe;
  private final TrainableVariables trainable;
  private final ComputeOptions options;

  Tower(Network network, Recipe recipe, TrainableVariables trainable, ComputeOptions options) {
    this.network = network;
    this.recipe = recipe;
    this.trainable = trainable;
    this.options = options;
  }

  /**
   * The inputs of a pass.
   *
   * @param images float32 {@code [N, H, W, 3]}, −1…1
   * @param targets float32 {@code [N, classes]}
   * @param draw a number that the random draws depend on, int64 scalar
   * @param progress the share of the training that is done, float32 scalar, 0…1
   * @param lossScale the factor of the loss before gradients are computed, float32 scalar
   */
  record Inputs(
      Operand<TFloat32> images,
      Operand<TFloat32> targets,
      Operand<TInt64> draw,
      Operand<TFloat32> progress,
      Optional<Operand<TFloat32>> lossScale) {
    Operand<TFloat32> scaled(Ops tf, Operand<TFloat32> loss) {
      return lossScale.<Operand<TFloat32>>map(scale -> tf.math.mul(loss, scale)).orElse(loss);
    }
  }

  /**
   * The outputs of a pass.
   *
   * @param loss the loss, not scaled, float32 scalar
   * @param gradients the gradients of the scaled loss by {@link TrainableVariables#trained()}
   * @param statistics the new running statistics of batch normalization
   */
  record Pass(
      Operand<TFloat32> loss,
      List<Operand<TFloat32>> gradients,
      List<BatchNormUpdate> statistics) {}

  /** Adds the pass to a graph. */
  Pass pass(Ops tf, Inputs inputs, Variables variables) {
    Mode mode =
        new Mode.Training(
            recipe.seed(),
            inputs.draw(),
            inputs.progress(),
            trainable.frozenBatchNorms(),
            options.plainCpu(),
            earlyShare(tf, inputs.draw()));
    Loss losses = new Loss(tf, recipe, network, trainable);
    GradientBuilder backward = new GradientBuilder(tf, variables);
    Map<VariableSpec, Operand<TFloat32>> gradients;
    Operand<TFloat32> task;
    List<BatchNormUpdate> statistics;
    if (options.recompute()) {
      GradientCheckpointing blocks =
          new GradientCheckpointing(tf, network, inputs.images(), mode, variables);
      task = losses.of(blocks.logits(), blocks.auxiliaryLogits(), inputs.targets());
      gradients = blocks.gradients(backward, inputs.scaled(tf, task), trainable.trained());
      statistics = blocks.statistics();
    } else {
      NetworkGraph built = NetworkGraph.build(tf, network, inputs.images(), mode, variables);
      task = losses.of(built.logits(), built.auxiliaryLogits(), inputs.targets());
      Subgraph whole = Subgraph.to(inputs.scaled(tf, task), built.customKernelGradients());
      gradients = backward.through(whole, List.of(), trainable.trained()).byVariables();
      statistics = built.batchNormUpdates();
    }
    return withPenalty(
        tf, new Task(inputs, losses, backward, task, gradients, statistics), variables);
  }

  /** Returns 1 − (1 + t) / (10 + t), without the cancellation in float32, if momentum rises. */
  private Optional<Operand<TFloat32>> earlyShare(Ops tf, Operand<TInt64> draw) {
    if (recipe.batchNormSchedule() == BatchNormSchedule.CONSTANT) {
      return Optional.empty();
    }
    // Each batch, or part of one, is a step of batch normalization.
    Operand<TInt64> before = tf.math.floorDiv(draw, tf.constant((long) recipe.towers()));
    return Optional.of(
        tf.math.div(
            tf.constant(9f),
            tf.math.add(tf.dtypes.cast(before, TFloat32.class), tf.constant(11f))));
  }

  /** A pass without L2, with the objects that built it. */
  private record Task(
      Inputs inputs,
      Loss losses,
      GradientBuilder backward,
      Operand<TFloat32> loss,
      Map<VariableSpec, Operand<TFloat32>> gradients,
      List<BatchNormUpdate> statistics) {}

  private Pass withPenalty(Ops tf, Task task, Variables variables) {
    Map<VariableSpec, Operand<TFloat32>> all = new HashMap<>(task.gradients());
    Optional<Operand<TFloat32>> penalty = task.losses().penalty(variables);
    penalty.ifPresent(
        of -> {
          Subgraph l2 = Subgraph.to(task.inputs().scaled(tf, of), List.of());
          task.backward()
              .through(l2, List.of(), task.losses().penalised())
              .byVariables()
              .forEach((spec, more) -> all.merge(spec, more, tf.math::add));
        });
    return new Pass(
        penalty.<Operand<TFloat32>>map(of -> tf.math.add(task.loss(), of)).orElse(task.loss()),
        trainable.trained().stream().map(spec -> Objects.requireNonNull(all.get(spec))).toList(),
        task.statistics());
  }

  /** Returns the network. */
  Network network() {
    return network;
  }
}
