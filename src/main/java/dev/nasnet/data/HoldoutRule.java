package dev.nasnet.data;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;

/**
 * A share of places 0, 1, 2, … spread evenly, in whole millionths so that Java and TensorFlow
 * agree: a place is taken when the running total passes a whole number. At 0.2: 4, 9, 14, …
 */
record HoldoutRule(long millionths) {
  private static final long WHOLE = 1_000_000;

  static HoldoutRule of(double share) {
    return new HoldoutRule(Math.min(WHOLE - 1, Math.max(1, Math.round(share * WHOLE))));
  }

  boolean takes(long place) {
    return place % WHOLE * millionths % WHOLE + millionths >= WHOLE;
  }

  Operand<TBool> takes(Ops tf, Operand<TInt64> place) {
    var whole = tf.constant(WHOLE);
    var share = tf.constant(millionths);
    var before = tf.math.mod(tf.math.mul(tf.math.mod(place, whole), share), whole);
    return tf.math.greaterEqual(tf.math.add(before, share), whole);
  }
}
