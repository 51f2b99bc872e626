package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Computes the next running statistics of one batch normalization layer. */
final class BatchNormUpdater {
  private final Ops tf;
  private final Optional<Operand<TFloat32>> share;

  /**
   * Creates the ops' builder.
   *
   * @param momentum the momentum of the layer
   * @param earlyShare the least share of the batch, as in {@link Mode.Training}
   */
  BatchNormUpdater(Ops tf, double momentum, Optional<Operand<TFloat32>> earlyShare) {
    this.tf = tf;
    share = earlyShare.map(least -> tf.math.maximum(least, tf.constant((float) (1 - momentum))));
  }

  /**
   * Returns the next value of a statistic.
   *
   * @param before the present value
   * @param computed the value that the fused kernel computed: that of the batch if there is an
   *     early share, else the next value itself
   */
  BatchNormUpdate of(VariableSpec variable, Operand<TFloat32> before, Operand<TFloat32> computed) {
    return new BatchNormUpdate(
        variable,
        share
            .<Operand<TFloat32>>map(
                part -> tf.math.add(before, tf.math.mul(tf.math.sub(computed, before), part)))
            .orElse(computed));
  }
}
