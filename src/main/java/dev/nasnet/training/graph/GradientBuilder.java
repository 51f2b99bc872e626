package dev.nasnet.training.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.CustomKernelGradient;
import dev.nasnet.graph.Variables;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adds gradients, by TensorFlow's own functions except for the kernels of {@link
 * CustomKernelGradient}.
 */
final class GradientBuilder {
  private final Ops tf;
  private final Variables variables;

  GradientBuilder(Ops tf, Variables variables) {
    this.tf = tf;
    this.variables = variables;
  }

  /**
   * A part of the graph.
   *
   * @param outputs its outputs
   * @param outputGradients the loss's gradients by the outputs; none if the only output is the loss
   * @param filters its convolutions with a separate gradient of the kernel
   */
  record Subgraph(
      List<Operand<TFloat32>> outputs,
      List<Operand<TFloat32>> outputGradients,
      List<CustomKernelGradient> filters) {
    static Subgraph to(Operand<TFloat32> loss, List<CustomKernelGradient> filters) {
      return new Subgraph(List.of(loss), List.of(), filters);
    }
  }

  /**
   * The gradients of the loss.
   *
   * @param byInputs one gradient for each input
   * @param byVariables one gradient for each variable
   */
  record Gradients(
      List<Operand<TFloat32>> byInputs, Map<VariableSpec, Operand<TFloat32>> byVariables) {}

  /**
   * Adds the backward pass of a part of the graph.
   *
   * @param inputs the inputs of the part
   * @param specs the variables of the part to compute gradients by
   */
  Gradients through(Subgraph subgraph, List<Operand<TFloat32>> inputs, List<VariableSpec> specs) {
    Map<VariableSpec, CustomKernelGradient> apart = new LinkedHashMap<>();
    subgraph.filters().stream()
        .filter(filter -> specs.contains(filter.kernel()))
        .forEach(filter -> apart.put(filter.kernel(), filter));
    List<Operand<TFloat32>> by = new ArrayList<>(inputs);
    specs.forEach(
        spec -> {
          CustomKernelGradient filter = apart.get(spec);
          by.add(filter == null ? variables.read(spec) : filter.output());
        });
    Iterator<Operand<TFloat32>> found = through(subgraph, by).iterator();
    List<Operand<TFloat32>> byInputs = inputs.stream().map(input -> found.next()).toList();
    Map<VariableSpec, Operand<TFloat32>> byVariables = new LinkedHashMap<>();
    for (VariableSpec spec : specs) {
      CustomKernelGradient filter = apart.get(spec);
      Operand<TFloat32> gradient = found.next();
      byVariables.put(spec, filter == null ? gradient : filter.gradient(tf, gradient));
    }
    return new Gradients(byInputs, byVariables);
  }

  private List<Operand<TFloat32>> through(Subgraph subgraph, List<Operand<TFloat32>> by) {
    if (by.isEmpty()) {
      return List.of();
    }
    Output<?>[] gradients =
        ((Graph) tf.scope().env())
            .addGradients(
                null,
                outputs(subgraph.outputs()),
                outputs(by),
                outputs(subgraph.outputGradients()));
    List<Operand<TFloat32>> found = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      found.add(gradient.expect(TFloat32.class));
    }
    return found;
  }

  private static Output<?>[] outputs(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }
}
