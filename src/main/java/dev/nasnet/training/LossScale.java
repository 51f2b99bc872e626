package dev.nasnet.training;

import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.recipe.Precision;
import dev.nasnet.training.OptimizerOps.Slot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Dynamic loss scaling as Keras's {@code LossScaleOptimizer} has it: the loss is multiplied by a
 * scale and the gradients divided by it; after so many good steps in a row it is doubled. Where a
 * gradient is not finite nothing moves, the scale is halved, and the optimizer does not count the
 * step. Other than Keras's, it does not go below 1: a gradient that is not finite there is told.
 *
 * <p>Its state is three scalars beside the variables: {@code loss_scale/scale}, {@code
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
  private @Nullable Operand<TBool> finite;

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
   * Where it stands.
   *
   * @param scale of the next step's loss
   * @param skipped steps so far
   */
  record Standing(float scale, long skipped) {
    /** A line, where steps were skipped. */
    Optional<String> note() {
      return skipped == 0
          ? Optional.empty()
          : Optional.of(
              "loss scale %.0f; %d steps skipped so far, whose gradients were not finite"
                  .formatted(scale, skipped));
    }
  }

  /** What its variables begin with. */
  List<Slot> slots() {
    return List.of(
        new Slot("loss_scale/scale", List.of(), (float) precision.lossScale()),
        new Slot("loss_scale/good_steps", List.of(), 0),
        new Slot("loss_scale/skipped", List.of(), 0));
  }

  /** What the loss is to be multiplied by, float32 scalar. */
  Operand<TFloat32> value() {
    return scale;
  }

  /** The step's number as the optimizer counts, of its number in the training; float32 scalars. */
  Operand<TFloat32> counted(Operand<TFloat32> step) {
    return tf.math.sub(step, skipped);
  }

  /** Gradients of the loss itself, exactly, since the scale is a power of two. */
  List<Operand<TFloat32>> unscaled(List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> inverse = tf.math.div(one, scale);
    return gradients.stream().<Operand<TFloat32>>map(g -> tf.math.mul(g, inverse)).toList();
  }

  /**
   * Judges a step.
   *
   * @param norm of all gradients
   * @return 0, or NaN where it is not finite though the scale is 1
   */
  Operand<TFloat32> judge(Operand<TFloat32> norm) {
    finite = tf.math.isFinite(norm);
    Operand<TFloat32> zero = tf.constant(0f);
    return tf.select(
        tf.math.logicalOr(finite, tf.math.greater(scale, one)), zero, tf.math.mul(norm, zero));
  }

  /** A value that is dead, so that nothing which reads it runs, in a step that is skipped. */
  Operand<TFloat32> ifFinite(Operand<TFloat32> value) {
    return tf.switchCond(value, finite()).outputTrue();
  }

  /** A value that is dead but in a step that is skipped. */
  Operand<TFloat32> ifSkipped(Operand<TFloat32> value) {
    return tf.switchCond(value, finite()).outputFalse();
  }

  /** Moves the scale after a step. */
  List<Op> updates() {
    Operand<TFloat32> zero = tf.constant(0f);
    Operand<TFloat32> more = tf.math.add(good, one);
    Operand<TBool> grows = tf.math.greaterEqual(more, tf.constant((float) precision.growthSteps()));
    Operand<TFloat32> twice = tf.math.mul(scale, tf.constant(2f));
    Operand<TFloat32> grown = tf.select(tf.math.isFinite(twice), twice, scale);
    Operand<TFloat32> half = tf.math.maximum(one, tf.math.mul(scale, tf.constant(0.5f)));
    return List.of(
        tf.assignVariableOp(scaleHandle, tf.select(finite(), tf.select(grows, grown, scale), half)),
        tf.assignVariableOp(goodHandle, tf.select(finite(), tf.select(grows, zero, more), zero)),
        tf.assignVariableOp(
            skippedHandle, tf.select(finite(), skipped, tf.math.add(skipped, one))));
  }

  Standing standing(Session session) {
    try (Result result = session.runner().fetch(scale).fetch(skipped).run()) {
      return new Standing(
          ((TFloat32) result.get(0)).getFloat(), (long) ((TFloat32) result.get(1)).getFloat());
    }
  }

  private Operand<TBool> finite() {
    return Objects.requireNonNull(finite, "judge comes first");
  }
}
