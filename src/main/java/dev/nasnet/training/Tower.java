package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.GradientBuilder.Stretch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A pass of some images forth and back through the network, on one device. */
final class Tower {
  private final Network network;
  private final Recipe recipe;
  private final TrainableVariables moving;
  private final How how;

  Tower(Network network, Recipe recipe, TrainableVariables moving, How how) {
    this.network = network;
    this.recipe = recipe;
    this.moving = moving;
    this.how = how;
  }

  /**
   * What goes in.
   *
   * @param images float32 {@code [N, H, W, 3]}, −1…1
   * @param targets float32 {@code [N, classes]}
   * @param draw by which its random draws differ from others'
   * @param progress of the training, 0…1
   * @param lossScale the loss's factor in gradients, float32 scalar
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
   * How it is computed, which decides no figure but by rounding.
   *
   * @param plainCpu whether its device is a CPU that computes in float32, op by op
   * @param recompute whether the blocks' insides are computed again on the way back, not kept
   */
  record How(boolean plainCpu, boolean recompute) {}

  /**
   * What comes out.
   *
   * @param loss float32 scalar, not scaled
   * @param gradients of the scaled loss by {@link TrainableVariables#byGradient()}, one each
   * @param statistics batch norm's next ones
   */
  record Pass(
      Operand<TFloat32> loss,
      List<Operand<TFloat32>> gradients,
      List<BatchNormUpdate> statistics) {}

  /** Adds the pass to a graph. */
  Pass pass(Ops tf, Inputs inputs, Variables variables) {
    Mode mode =
        new Mode.Training(
            recipe.seed(), inputs.draw(), inputs.progress(), moving.stillNorms(), how.plainCpu());
    Loss losses = new Loss(tf, recipe, network, moving);
    GradientBuilder backward = new GradientBuilder(tf, variables);
    Map<VariableSpec, Operand<TFloat32>> gradients;
    Operand<TFloat32> task;
    List<BatchNormUpdate> statistics;
    if (how.recompute()) {
      GradientCheckpointing blocks =
          new GradientCheckpointing(tf, network, inputs.images(), mode, variables);
      task = losses.of(blocks.logits(), blocks.auxiliaryLogits(), inputs.targets());
      gradients = blocks.gradients(backward, inputs.scaled(tf, task), moving.byGradient());
      statistics = blocks.statistics();
    } else {
      NetworkGraph built = NetworkGraph.build(tf, network, inputs.images(), mode, variables);
      task = losses.of(built.logits(), built.auxiliaryLogits(), inputs.targets());
      Stretch whole = Stretch.to(inputs.scaled(tf, task), built.customKernelGradients());
      gradients = backward.through(whole, List.of(), moving.byGradient()).byVariables();
      statistics = built.batchNormUpdates();
    }
    Map<VariableSpec, Operand<TFloat32>> all = new HashMap<>(gradients);
    Optional<Operand<TFloat32>> penalty = losses.penalty(variables);
    penalty.ifPresent(
        of ->
            backward
                .through(
                    Stretch.to(inputs.scaled(tf, of), List.of()), List.of(), losses.penalised())
                .byVariables()
                .forEach((spec, more) -> all.merge(spec, more, tf.math::add)));
    return new Pass(
        penalty.<Operand<TFloat32>>map(of -> tf.math.add(task, of)).orElse(task),
        moving.byGradient().stream().map(spec -> Objects.requireNonNull(all.get(spec))).toList(),
        statistics);
  }

  Network network() {
    return network;
  }
}
