package dev.nasnet.data.augment;

import dev.nasnet.data.augment.RandomDraws.Draw;
import dev.nasnet.data.augment.RandomDraws.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Parts of an image float32 [height, width, 3] covered: cutout, and random erasing. */
final class ErasingOps {
  // The figures of Zhong et al., "Random Erasing Data Augmentation", for all its data sets.
  private static final float LEAST_AREA = 0.02f;
  private static final float LARGEST_AREA = 0.4f;
  private static final float LEAST_ASPECT = 0.3f;

  /** The paper tries without end; all these fail once in 10¹⁵ images, and nothing is erased. */
  private static final int ATTEMPTS = 100;

  private final Ops tf;
  private final int height;
  private final int width;

  ErasingOps(Ops tf, int height, int width) {
    this.tf = tf;
    this.height = height;
    this.width = width;
  }

  /** One square of grey (0), cut off at the border. */
  Operand<TFloat32> cutout(Operand<TFloat32> image, int side, RandomDraws draws) {
    var down = tf.math.floor(draws.uniform(Draw.HOLE_DOWN, 0, height));
    var right = tf.math.floor(draws.uniform(Draw.HOLE_RIGHT, 0, width));
    int before = side / 2;
    Operand<TFloat32> half = tf.constant((float) before);
    Operand<TFloat32> length = tf.constant((float) side);
    var hole = box(tf.math.sub(down, half), tf.math.sub(right, half), length, length);
    return tf.select(hole, tf.constant(0f), image);
  }

  /** With a probability, a box of noise, uniform in −1..1. */
  Operand<TFloat32> erased(Operand<TFloat32> image, double probability, RandomDraws draws) {
    var tries = draws.uniform(Stream.ERASED_BOX, 4, ATTEMPTS);
    var area = tf.math.mul(between(row(tries, 0), LEAST_AREA, LARGEST_AREA), pixels());
    var aspect = between(row(tries, 1), LEAST_ASPECT, 1 / LEAST_ASPECT);
    var high = tf.math.sqrt(tf.math.mul(area, aspect));
    var wide = tf.math.sqrt(tf.math.div(area, aspect));
    var top = between(row(tries, 2), 0, height);
    var left = between(row(tries, 3), 0, width);
    Operand<TBool> fits =
        tf.math.logicalAnd(
            tf.math.lessEqual(tf.math.add(top, high), tf.constant((float) height)),
            tf.math.lessEqual(tf.math.add(left, wide), tf.constant((float) width)));
    Operand<TInt64> first =
        tf.math.argMax(tf.dtypes.cast(fits, TFloat32.class), tf.constant(0), TInt64.class);
    var box = box(at(top, first), at(left, first), at(high, first), at(wide, first));
    // Below 1 even where the probability is 1.
    var erases = tf.math.less(draws.uniform(Draw.ERASE, 0, 1), tf.constant((float) probability));
    var hole =
        tf.math.logicalAnd(box, tf.math.logicalAnd(erases, tf.reduceAny(fits, tf.constant(0))));
    var noise = between(draws.uniform(Stream.NOISE, height, width, 3), -1, 1);
    return tf.select(hole, noise, image);
  }

  /** The mask of the pixels with centres in a box, bool [height, width, 1]. */
  private Operand<TBool> box(
      Operand<TFloat32> top,
      Operand<TFloat32> left,
      Operand<TFloat32> high,
      Operand<TFloat32> wide) {
    return tf.math.logicalAnd(
        inside(height, top, high, height, 1, 1), inside(width, left, wide, 1, width, 1));
  }

  private Operand<TBool> inside(
      int pixels, Operand<TFloat32> begin, Operand<TFloat32> length, int... shape) {
    float[] centres = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      centres[i] = i + 0.5f;
    }
    var offsets = tf.math.sub(tf.constant(centres), begin);
    var within =
        tf.math.logicalAnd(
            tf.math.greaterEqual(offsets, tf.constant(0f)), tf.math.less(offsets, length));
    return tf.reshape(within, tf.constant(shape));
  }

  private Operand<TFloat32> pixels() {
    return tf.constant((float) height * width);
  }

  private Operand<TFloat32> between(Operand<TFloat32> draws, float low, float high) {
    return tf.math.add(tf.math.mul(draws, tf.constant(high - low)), tf.constant(low));
  }

  private Operand<TFloat32> row(Operand<TFloat32> tries, int number) {
    return tf.gather(tries, tf.constant(number), tf.constant(0));
  }

  private Operand<TFloat32> at(Operand<TFloat32> values, Operand<TInt64> place) {
    return tf.gather(values, place, tf.constant(0));
  }
}
