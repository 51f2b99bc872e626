package dev.nasnet.evaluation;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Counts the correct predictions of a batch as ops, as scikit-learn does on the same logits: among
 * equal logits the likeliest class is the one with the lowest index ({@code numpy.argmax}), but the
 * k likeliest classes are those with the highest indices ({@code top_k_accuracy_score}). A
 * prediction is never correct if the logit of the image's class is not finite.
 */
public final class ClassRanks {
  private final Ops tf;
  private final Operand<TFloat32> own;
  private final Operand<TFloat32> logits;
  private final Operand<TInt64> ownIndex;
  private final Operand<TInt64> indices;

  /**
   * Adds the comparisons to a graph.
   *
   * @param tf the ops of the graph
   * @param logits float32 {@code [B, classes]}
   * @param labels int64 {@code [B]}
   */
  public ClassRanks(Ops tf, Operand<TFloat32> logits, Operand<TInt64> labels) {
    this.tf = tf;
    this.logits = logits;
    ownIndex = tf.expandDims(labels, tf.constant(1));
    Operand<TInt64> classes =
        tf.dtypes.cast(tf.gather(tf.shape(logits), tf.constant(1), tf.constant(0)), TInt64.class);
    indices = tf.expandDims(tf.range(tf.constant(0L), classes, tf.constant(1L)), tf.constant(0));
    Operand<TBool> isOwn = tf.math.equal(indices, ownIndex);
    // Selected, not multiplied: a logit that is not finite must not reach the others.
    Operand<TFloat32> selected = tf.select(isOwn, logits, tf.zerosLike(logits));
    own = tf.expandDims(tf.reduceSum(selected, tf.constant(1)), tf.constant(1));
  }

  /** {@return how many images have their class as the likeliest, float32 scalar} */
  public Operand<TFloat32> top1Correct() {
    return hits(1, tf.math.greaterEqual(indices, ownIndex));
  }

  /**
   * {@return how many images have their class among the likeliest, float32 scalar}
   *
   * @param count how many likeliest classes
   */
  public Operand<TFloat32> topKCorrect(int count) {
    return hits(count, tf.math.lessEqual(indices, ownIndex));
  }

  /** {@code isBehindEqual} marks the classes that rank behind the image's own if they are equal. */
  private Operand<TFloat32> hits(int count, Operand<TBool> isBehindEqual) {
    Operand<TBool> isBehind =
        tf.math.logicalOr(
            tf.math.less(logits, own),
            tf.math.logicalAnd(tf.math.equal(logits, own), isBehindEqual));
    Operand<TFloat32> before =
        tf.reduceSum(tf.dtypes.cast(tf.math.logicalNot(isBehind), TFloat32.class), tf.constant(1));
    Operand<TBool> isHit =
        tf.math.logicalAnd(
            tf.math.less(before, tf.constant((float) count)),
            tf.math.isFinite(tf.squeeze(own, Squeeze.axis(List.of(1L)))));
    return tf.reduceSum(tf.dtypes.cast(isHit, TFloat32.class), tf.constant(0));
  }
}
