package dev.nasnet.training;

import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.ResourceVariables;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * Moves batch norm's running statistics. With a loss scale and a batch in parts, where they stood
 * before is kept in variables of their own, which no checkpoint holds.
 */
final class BatchNormUpdates {
  private final Ops tf;
  private final List<BatchNormUpdate> updates;
  private final ResourceVariables variables;
  private final ResourceVariables kept;
  private final Optional<LossScale> scale;

  /**
   * @param scale that may skip a step
   */
  BatchNormUpdates(
      Ops tf,
      List<BatchNormUpdate> updates,
      ResourceVariables variables,
      Optional<LossScale> scale) {
    this.tf = tf;
    this.updates = updates;
    this.variables = variables;
    this.scale = scale;
    kept = new ResourceVariables((Graph) tf.scope().env());
  }

  /**
   * With each part, or with the whole step.
   *
   * @param gate of each next value
   */
  List<Op> move(UnaryOperator<Operand<TFloat32>> gate) {
    return updates.stream()
        .<Op>map(update -> tf.assignVariableOp(handle(update), gate.apply(update.value())))
        .toList();
  }

  /** With a step's first part. */
  List<Op> begin() {
    if (scale.isEmpty()) {
      return move(value -> value);
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

  /** After a step's last part, and after its gradients were judged: where it is skipped. */
  List<Op> goBack() {
    return scale.stream()
        .flatMap(
            dynamic ->
                updates.stream()
                    .<Op>map(
                        update -> {
                          Operand<TFloat32> before =
                              tf.readVariableOp(keptHandle(update), TFloat32.class);
                          return tf.assignVariableOp(handle(update), dynamic.ifSkipped(before));
                        }))
        .toList();
  }

  private VarHandleOp handle(BatchNormUpdate update) {
    return variables.handle(update.variable().name(), update.variable().dimensions());
  }

  private VarHandleOp keptHandle(BatchNormUpdate update) {
    return kept.handle(update.variable().name() + "/Before", update.variable().dimensions());
  }
}
