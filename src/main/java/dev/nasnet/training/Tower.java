package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A pass of some images forth and back through the network, on one device. */
final class Tower {
  private final Network network;
  private final Recipe recipe;
  private final Moving moving;

  Tower(Network network, Recipe recipe, Moving moving) {
    this.network = network;
    this.recipe = recipe;
    this.moving = moving;
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
      Optional<Operand<TFloat32>> lossScale) {}

  /**
   * What comes out.
   *
   * @param loss float32 scalar, not scaled
   * @param gradients of the scaled loss by {@link Moving#byGradient()}, one each
   * @param statistics batch norm's next ones
   */
  record Pass(
      Operand<TFloat32> loss,
      List<Operand<TFloat32>> gradients,
      List<BatchNormUpdate> statistics) {}

  /** Adds the pass to a graph. */
  Pass pass(Ops tf, Inputs inputs, Variables variables) {
    Mode mode =
        new Mode.Training(recipe.seed(), inputs.draw(), inputs.progress(), moving.stillNorms());
    NetworkGraph built = NetworkGraph.build(tf, network, inputs.images(), mode, variables);
    Operand<TFloat32> loss =
        new Loss(tf, recipe, network, moving).of(built, inputs.targets(), variables);
    Operand<TFloat32> scaled =
        inputs.lossScale().<Operand<TFloat32>>map(scale -> tf.math.mul(loss, scale)).orElse(loss);
    Graph graph = (Graph) tf.scope().env();
    return new Pass(
        loss, gradients(graph, scaled, moving.byGradient(), variables), built.batchNormUpdates());
  }

  /** A loss's gradients by variables, one each. */
  static List<Operand<TFloat32>> gradients(
      Graph graph, Operand<TFloat32> loss, List<VariableSpec> moved, Variables variables) {
    Output<?>[] values =
        moved.stream().map(v -> variables.read(v).asOutput()).toArray(Output<?>[]::new);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> gradient : graph.addGradients(loss.asOutput(), values)) {
      gradients.add(gradient.expect(TFloat32.class));
    }
    return gradients;
  }

  Network network() {
    return network;
  }
}
