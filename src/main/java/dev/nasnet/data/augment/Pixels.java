package dev.nasnet.data.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Bytes as float32 pixels in −1..1: RGB / 127.5 − 1, as Keras's {@code preprocess_input}. */
public final class Pixels {
  private Pixels() {}

  /**
   * {@return whole numbers from 0 to 2 · half as float32 from −1 to 1}
   *
   * @param tf the ops of the graph
   * @param values whole numbers from 0 to 2 · half, of any shape
   * @param half the half of the largest value, above 0
   */
  public static Operand<TFloat32> scaled(Ops tf, Operand<? extends TNumber> values, float half) {
    var floats = tf.dtypes.cast(values, TFloat32.class);
    return tf.math.sub(tf.math.div(floats, tf.constant(half)), tf.constant(1f));
  }

  /**
   * {@return an integer as an int64 scalar}
   *
   * @param tf the ops of the graph
   * @param single a tensor with one integer
   */
  public static Operand<TInt64> label(Ops tf, Operand<? extends TNumber> single) {
    return tf.reshape(tf.dtypes.cast(single, TInt64.class), tf.constant(new int[0]));
  }
}
