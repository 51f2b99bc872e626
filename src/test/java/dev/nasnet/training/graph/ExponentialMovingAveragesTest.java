package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.VariableSpec.Role;
import dev.nasnet.graph.ResourceVariables;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Averages against slim's formula in plain Java, for a variable that grows by t at step t. */
class ExponentialMovingAveragesTest {
  private static final VariableSpec VALUE = new VariableSpec("bn", Role.MOVING_MEAN, List.of(2));
  private static final int STEPS = 40;

  /** With 0.5 the limit holds from step 8, with 0.9999 never here. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9999})
  void averagesFollowSlimsFormula(double decay) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ResourceVariables variables = new ResourceVariables(graph);
      ExponentialMovingAverages averages =
          new ExponentialMovingAverages(tf, List.of(VALUE), variables);
      Placeholder<TFloat32> t = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> grown = tf.fill(tf.constant(new int[] {2}), t);
      Op moved = tf.assignAddVariableOp(variables.handle(VALUE.name(), 2), grown);
      Op follow = averages.update(moved, spec -> false, t, decay);
      Operand<TFloat32> first = tf.constant(new float[] {3, 3});
      Op begin = tf.assignVariableOp(variables.handle(VALUE.name(), 2), first);
      Op beginAverage = averages.assign(VALUE, first).orElseThrow();
      Operand<TFloat32> read = averages.values().read(VALUE);
      try (Session session = new Session(graph)) {
        session.runner().addTarget(begin).addTarget(beginAverage).run().close();
        double value = 3;
        double average = 3;
        for (int step = 1; step <= STEPS; step++) {
          value += step;
          double kept = Math.min(decay, (1.0 + step) / (10 + step));
          average = kept * average + (1 - kept) * value;
          try (TFloat32 fed = TFloat32.scalarOf(step)) {
            session.runner().feed(t, fed).addTarget(follow).run().close();
          }
          // float32 over 40 steps; values reach 800.
          assertThat(value(session, read)).isEqualTo(average, within(1e-6 * value));
        }
      }
    }
  }

  private static double value(Session session, Operand<TFloat32> read) {
    try (Result result = session.runner().fetch(read).run()) {
      return ((TFloat32) result.get(0)).getFloat(1);
    }
  }
}
