package dev.nasnet.training.graph;

import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.recipe.Precision;
import dev.nasnet.training.graph.OptimizerOps.Slot;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Dynamic loss scaling as in {@code keras.optimizers.LossScaleOptimizer}: the loss is multiplied by
 * a scale and the gradients are divided by it; the scale is doubled after a number of consecutive
 * steps with finite gradients. If a gradient is not finite, nothing is updated, the scale is halved
 * and the optimizer does not count the step. Unlike Keras's, the scale does not fall below 1: a
 * gradient that is not finite then makes the step's loss NaN.
 *
 * <p>The state has three scalars beside the variables: {@code loss_scale/scale}, {@code
 * loss_scale/good_steps} and {@code loss_scale/skipped}.
 */
final class LossScale {
  private final Ops tf;
  private final Precision precision;
  private final VarHandleOp scaleHandle;
  private final VarHandleOp goodHandle;
  private final VarHandleOp skippedHandle;
  private final Operand<TFloat32> scale;
  private final Operand<TFloat32> good;
  private final Operand<TFloat32> skipped;
  private final Operand<TFloat32> one;

  LossScale(Ops tf, Precision precision, ResourceVariables variables) {
    this.tf = tf;
    this.precision = precision;
    scaleHandle = variables.handle("loss_scale/scale");
    goodHandle = variables.handle("loss_scale/good_steps");
    skippedHandle = variables.handle("loss_scale/skipped");
    scale = read(scaleHandle);
    good = read(goodHandle);
    skipped = read(skippedHandle);
    one = tf.constant(1f);
  }

  private Operand<TFloat32> read(VarHandleOp handle) {
    return tf.readVariableOp(handle, TFloat32.class);
  }

  /**
   * The values of the loss scale.
   *
   * @param scale the factor of the next step's loss
   * @param skipped the number of steps skipped so far
   */
  record Status(float scale, long skipped) {
    /** Returns a message, if steps were skipped. */
    Optional<String> message() {
      return skipped == 0
          ? Optional.empty()
          : Optional.of(
              "loss scale %.0f; %d steps skipped so far because of gradients that were not finite"
                  .formatted(scale, skipped));
    }
  }

  /** Returns the variables with their initial values. */
  List<Slot> slots() {
    return List.of(
        new Slot("loss_scale/scale", List.of(), (float) precision.lossScale()),
        new Slot("loss_scale/good_steps", List.of(), 0),
        new Slot("loss_scale/skipped", List.of(), 0));
  }

  /** Returns the factor of the loss, float32 scalar. */
  Operand<TFloat32> value() {
    return scale;
  }

  /**
   * Returns the number of a step without the skipped steps.
   *
   * @param step the number with them, float32 scalar
   */
  Operand<TFloat32> counted(Operand<TFloat32> step) {
    return tf.math.sub(step, skipped);
  }

  /** Divides gradients by the scale, which is exact because the scale is a power of two. */
  List<Operand<TFloat32>> unscaled(List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> inverse = tf.math.div(one, scale);
    return gradients.stream().<Operand<TFloat32>>map(g -> tf.math.mul(g, inverse)).toList();
  }

  /**
   * Adds the decision whether a step is skipped.
   *
   * @param norm the global norm of the gradients, float32 scalar
   */
  Decision decide(Operand<TFloat32> norm) {
    Operand<TBool> finite = tf.math.isFinite(norm);
    Operand<TFloat32> zero = tf.constant(0f);
    Operand<TFloat32> verdict =
        tf.select(
            tf.math.logicalOr(finite, tf.math.greater(scale, one)), zero, tf.math.mul(norm, zero));
    return new Decision(finite, verdict);
  }

  /** Whether a step is skipped, as ops of the graph. */
  final class Decision {
    private final Operand<TBool> finite;
    private final Operand<TFloat32> verdict;

    private Decision(Operand<TBool> finite, Operand<TFloat32> verdict) {
      this.finite = finite;
      this.verdict = verdict;
    }

    /**
     * Returns 0, or NaN if the gradients are not finite although the scale is 1; float32 scalar.
     */
    Operand<TFloat32> verdict() {
      return verdict;
    }

    /** Returns a value that is a dead tensor if the step is skipped: its readers do not run. */
    Operand<TFloat32> ifFinite(Operand<TFloat32> value) {
      return tf.switchCond(value, finite).outputTrue();
    }

    /** Returns a value that is a dead tensor unless the step is skipped. */
    Operand<TFloat32> ifSkipped(Operand<TFloat32> value) {
      return tf.switchCond(value, finite).outputFalse();
    }

    /** Adds the updates of the scale after the step. */
    List<Op> updates() {
      Operand<TFloat32> zero = tf.constant(0f);
      Operand<TFloat32> more = tf.math.add(good, one);
      Operand<TBool> grows =
          tf.math.greaterEqual(more, tf.constant((float) precision.growthSteps()));
      Operand<TFloat32> twice = tf.math.mul(scale, tf.constant(2f));
      Operand<TFloat32> grown = tf.select(tf.math.isFinite(twice), twice, scale);
      Operand<TFloat32> half = tf.math.maximum(one, tf.math.mul(scale, tf.constant(0.5f)));
      return List.of(
          tf.assignVariableOp(scaleHandle, tf.select(finite, tf.select(grows, grown, scale), half)),
          tf.assignVariableOp(goodHandle, tf.select(finite, tf.select(grows, zero, more), zero)),
          tf.assignVariableOp(
              skippedHandle, tf.select(finite, skipped, tf.math.add(skipped, one))));
    }
  }

  /** Reads the values of the loss scale. */
  Status status(Session session) {
    try (Result result = session.runner().fetch(scale).fetch(skipped).run()) {
      return new Status(
          ((TFloat32) result.get(0)).getFloat(), (long) ((TFloat32) result.get(1)).getFloat());
    }
  }
}
