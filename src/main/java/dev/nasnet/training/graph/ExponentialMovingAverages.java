package dev.nasnet.training.graph;

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
 * Exponential moving averages of weights and of batch normalization's statistics: after step t,
 * from 1, {@code average ← decay·average + (1 − decay)·value} with {@code decay = min(d, (1 + t) /
 * (10 + t))}, as {@code tf.train.ExponentialMovingAverage} with {@code num_updates} in slim's
 * {@code train_image_classifier.py}. Their initial values are those of the variables.
 */
final class ExponentialMovingAverages {
  private final Ops tf;
  private final Set<VariableSpec> specs;
  private final ResourceVariables variables;

  /**
   * Creates the averages.
   *
   * @param specs the variables to average
   */
  ExponentialMovingAverages(Ops tf, List<VariableSpec> specs, ResourceVariables variables) {
    this.tf = tf;
    this.specs = new LinkedHashSet<>(specs);
    this.variables = variables;
    specs.forEach(this::handle);
  }

  /** Returns the key of a variable's average in checkpoints. */
  static String name(String variable) {
    return Checkpoint.averageOf(variable);
  }

  /** Returns the averages in place of the variables. */
  Variables values() {
    return spec -> tf.readVariableOp(handle(spec), TFloat32.class);
  }

  /** Sets the average of a variable, if it has one. */
  Optional<Op> assign(VariableSpec spec, Operand<TFloat32> value) {
    return specs.contains(spec)
        ? Optional.of(tf.assignVariableOp(handle(spec), value))
        : Optional.empty();
  }

  /**
   * Updates all averages.
   *
   * @param updated the op that updates the variables, after which the averages are updated
   * @param isConstant returns whether a variable, and so its average, is not updated
   * @param step t, float32 scalar from 1
   * @param decay d
   */
  Op update(Op updated, Predicate<VariableSpec> isConstant, Operand<TFloat32> step, double decay) {
    // 9 / (10 + t) is 1 − (1 + t) / (10 + t) without the cancellation in float32.
    Operand<TFloat32> early = tf.math.div(tf.constant(9f), tf.math.add(tf.constant(10f), step));
    Operand<TFloat32> share = tf.math.maximum(tf.constant((float) (1 - decay)), early);
    Ops after = tf.withControlDependencies(updated);
    List<Op> updates = new ArrayList<>();
    for (VariableSpec spec : specs) {
      if (isConstant.test(spec)) {
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
