package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.DepthwiseFilter;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final boolean onCpu;

  /**
   * @param onCpu whether its device is a CPU that computes in float32, op by op
   */
  Tower(Network network, Recipe recipe, Moving moving, boolean onCpu) {
    this.network = network;
    this.recipe = recipe;
    this.moving = moving;
    this.onCpu = onCpu;
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
        new Mode.Training(
            recipe.seed(), inputs.draw(), inputs.progress(), moving.stillNorms(), onCpu);
    NetworkGraph built = NetworkGraph.build(tf, network, inputs.images(), mode, variables);
    Operand<TFloat32> loss =
        new Loss(tf, recipe, network, moving).of(built, inputs.targets(), variables);
    Operand<TFloat32> scaled =
        inputs.lossScale().<Operand<TFloat32>>map(scale -> tf.math.mul(loss, scale)).orElse(loss);
    return new Pass(
        loss, gradients(tf, scaled, built.depthwiseFilters(), variables), built.batchNormUpdates());
  }

  /**
   * A filter that stands apart has the gradient by its convolution's output, and L2's where there
   * is one.
   */
  private List<Operand<TFloat32>> gradients(
      Ops tf, Operand<TFloat32> loss, List<DepthwiseFilter> filters, Variables variables) {
    List<VariableSpec> moved = moving.byGradient();
    Map<VariableSpec, DepthwiseFilter> apart = new LinkedHashMap<>();
    filters.stream()
        .filter(filter -> moved.contains(filter.kernel()))
        .forEach(filter -> apart.put(filter.kernel(), filter));
    List<Operand<TFloat32>> by = new ArrayList<>();
    apart.values().forEach(filter -> by.add(filter.output()));
    moved.stream()
        .filter(spec -> recipe.l2() > 0 || !apart.containsKey(spec))
        .forEach(spec -> by.add(variables.read(spec)));
    Iterator<Operand<TFloat32>> found = gradients((Graph) tf.scope().env(), loss, by).iterator();
    Map<VariableSpec, Operand<TFloat32>> own = new HashMap<>();
    apart.forEach((spec, filter) -> own.put(spec, filter.gradient(tf, found.next())));
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (VariableSpec spec : moved) {
      Operand<TFloat32> filter = own.get(spec);
      if (filter == null) {
        gradients.add(found.next());
      } else {
        gradients.add(recipe.l2() > 0 ? tf.math.add(filter, found.next()) : filter);
      }
    }
    return gradients;
  }

  /** A loss's gradients by tensors, one each. */
  static List<Operand<TFloat32>> gradients(
      Graph graph, Operand<TFloat32> loss, List<Operand<TFloat32>> by) {
    Output<?>[] values = by.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
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
