package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** L2 with values that are 1 everywhere, biases and batch norms included. */
class PenaltyTest {
  @Test
  void onlyKernelsArePenalised() {
    Recipe recipe = Recipe.STANDARD.toBuilder().l2(0.5).build();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ResourceVariables variables = new ResourceVariables(graph);
      TrainableVariables trainable = new TrainableVariables(StepCase.NETWORK, FineTuning.NONE, 0);
      Loss loss = new Loss(tf, recipe, StepCase.NETWORK, trainable);
      Operand<TFloat32> penalty = loss.penalty(variables).orElseThrow();
      Session.Runner begin = session.runner();
      StepCase.NETWORK.variables().forEach(spec -> begin.addTarget(one(tf, variables, spec)));
      begin.run().close();
      try (Result result = session.runner().fetch(penalty).run()) {
        double kernels = parameters().get(true);
        // l2 · ½ · Σ w², where each w is 1.
        assertThat((double) ((TFloat32) result.get(0)).getFloat())
            .isCloseTo(0.5 * 0.5 * kernels, within(1e-6 * kernels));
      }
      assertThat(parameters().get(false)).isGreaterThan(100.0);
    }
  }

  private static Op one(Ops tf, ResourceVariables variables, VariableSpec spec) {
    return tf.assignVariableOp(
        variables.handle(spec.name(), spec.dimensions()),
        tf.fill(tf.constant(spec.dimensions()), tf.constant(1f)));
  }

  /** Returns the number of parameters in kernels, and in all others. */
  private static Map<Boolean, Double> parameters() {
    Map<Boolean, Double> counts = new TreeMap<>();
    for (VariableSpec spec : StepCase.NETWORK.variables()) {
      boolean isKernel = spec.name().endsWith("kernel");
      counts.merge(isKernel, (double) spec.size(), Double::sum);
    }
    return counts;
  }
}
