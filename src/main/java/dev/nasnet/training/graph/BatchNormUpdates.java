package dev.nasnet.training.graph;

import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.ResourceVariables;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * Updates batch normalization's running statistics. If a step can be skipped and its batch is
 * computed in parts, the values before the step are kept in variables that are not part of
 * checkpoints.
 */
final class BatchNormUpdates {
  private final Ops tf;
  private final List<BatchNormUpdate> updates;
  private final ResourceVariables variables;
  private final ResourceVariables kept;
  private final boolean maySkip;

  /**
   * Creates the ops' builder.
   *
   * @param maySkip whether a loss scale may skip a step
   */
  BatchNormUpdates(
      Ops tf, List<BatchNormUpdate> updates, ResourceVariables variables, boolean maySkip) {
    this.tf = tf;
    this.updates = updates;
    this.variables = variables;
    this.maySkip = maySkip;
    kept = new ResourceVariables((Graph) tf.scope().env());
  }

  /**
   * Adds the updates for a part of a batch, or for the whole batch.
   *
   * @param gate a function of each new value
   */
  List<Op> update(UnaryOperator<Operand<TFloat32>> gate) {
    return updates.stream()
        .<Op>map(update -> tf.assignVariableOp(handle(update), gate.apply(update.value())))
        .toList();
  }

  /** Adds the updates for the first part of a batch, before which the values are kept. */
  List<Op> updateFirst() {
    if (!maySkip) {
      return update(value -> value);
    }
    return updates.stream()
        .<Op>map(
            update -> {
              Operand<TFloat32> before = tf.readVariableOp(handle(update), TFloat32.class);
              Op keep = tf.assignVariableOp(keptHandle(update), before);
              return tf.withControlDependencies(keep)
                  .assignVariableOp(handle(update), update.value());
            })
        .toList();
  }

  /**
   * Adds the return to the values before the step, if the step is skipped.
   *
   * @param decision whether the step is skipped
   */
  List<Op> restore(LossScale.Decision decision) {
    return updates.stream()
        .<Op>map(
            update -> {
              Operand<TFloat32> before = tf.readVariableOp(keptHandle(update), TFloat32.class);
              return tf.assignVariableOp(handle(update), decision.ifSkipped(before));
            })
        .toList();
  }

  private VarHandleOp handle(BatchNormUpdate update) {
    return variables.handle(update.variable().name(), update.variable().dimensions());
  }

  private VarHandleOp keptHandle(BatchNormUpdate update) {
    return kept.handle(update.variable().name() + "/Before", update.variable().dimensions());
  }
}
