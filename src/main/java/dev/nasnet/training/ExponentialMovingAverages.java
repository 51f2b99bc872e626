package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.graph.Variables;
import dev.nasnet.weights.Checkpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * Moving averages of weights and of batch norm's statistics: after step t (from 1) {@code average ←
 * decay·average + (1 − decay)·value} with {@code decay = min(d, (1 + t) / (10 + t))}, slim's. They
 * begin as the variables do.
 */
final class ExponentialMovingAverages {
  private final Ops tf;
  private final Set<VariableSpec> specs;
  private final ResourceVariables variables;

  /**
   * @param specs of whom averages are kept
   */
  ExponentialMovingAverages(Ops tf, List<VariableSpec> specs, ResourceVariables variables) {
    this.tf = tf;
    this.specs = new LinkedHashSet<>(specs);
    this.variables = variables;
    specs.forEach(this::handle);
  }

  /** The checkpoint's key for a variable's average. */
  static String name(String variable) {
    return Checkpoint.averageOf(variable);
  }

  /** Reads averages in place of the variables. */
  Variables values() {
    return spec -> tf.readVariableOp(handle(spec), TFloat32.class);
  }

  /** Gives a variable's average, if it has one, a value. */
  Optional<Op> assign(VariableSpec spec, Operand<TFloat32> value) {
    return specs.contains(spec)
        ? Optional.of(tf.assignVariableOp(handle(spec), value))
        : Optional.empty();
  }

  /**
   * Moves all averages.
   *
   * @param moved the op that moves the variables; averages follow it
   * @param isStill which variables do not move, nor their averages
   * @param step t, float32 scalar from 1
   * @param decay d
   */
  Op follow(Op moved, Predicate<VariableSpec> isStill, Operand<TFloat32> step, double decay) {
    // 1 − (1 + t) / (10 + t), written so that float32 keeps its digits.
    Operand<TFloat32> early = tf.math.div(tf.constant(9f), tf.math.add(tf.constant(10f), step));
    Operand<TFloat32> share = tf.math.maximum(tf.constant((float) (1 - decay)), early);
    Ops after = tf.withControlDependencies(moved);
    List<Op> updates = new ArrayList<>();
    for (VariableSpec spec : specs) {
      if (isStill.test(spec)) {
        continue;
      }
      Operand<TFloat32> value =
          after.readVariableOp(variables.handle(spec.name(), spec.dimensions()), TFloat32.class);
      Operand<TFloat32> average = after.readVariableOp(handle(spec), TFloat32.class);
      Operand<TFloat32> change = tf.math.mul(tf.math.sub(average, value), share);
      updates.add(tf.assignSubVariableOp(handle(spec), change));
    }
    return tf.withControlDependencies(updates).noOp();
  }

  private VarHandleOp handle(VariableSpec spec) {
    return variables.handle(name(spec.name()), spec.dimensions());
  }
}
