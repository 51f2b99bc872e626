package dev.nasnet.data.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Bytes as float32 pixels in −1..1: RGB / 127.5 − 1, as Keras's {@code preprocess_input}. */
public final class Pixels {
  private Pixels() {}

  /** Whole numbers 0..2 × half as float32 −1..1. */
  public static Operand<TFloat32> scaled(Ops tf, Operand<? extends TNumber> values, float half) {
    var floats = tf.dtypes.cast(values, TFloat32.class);
    return tf.math.sub(tf.math.div(floats, tf.constant(half)), tf.constant(1f));
  }

  /** One whole number as an int64 scalar. */
  public static Operand<TInt64> label(Ops tf, Operand<? extends TNumber> single) {
    return tf.reshape(tf.dtypes.cast(single, TInt64.class), tf.constant(new int[0]));
  }
}
