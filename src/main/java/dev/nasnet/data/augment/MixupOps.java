package dev.nasnet.data.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A batch mixed with itself by mixup or CutMix: each image with the next, the last with the first,
 * each with a share of its own. Batches are shuffled, so the next is any other image.
 *
 * @param images float32 [B, H, W, 3]
 * @param partners int64 [B], the labels of what was mixed in
 * @param shares float32 [B], of the image itself, 0..1
 */
public record MixupOps(
    Operand<TFloat32> images, Operand<TInt64> partners, Operand<TFloat32> shares) {
  /**
   * Mixes a batch.
   *
   * @param tf the ops of the graph
   * @param how the augmentation, which mixes
   * @param images float32 {@code [B, H, W, 3]}
   * @param labels int64 {@code [B]}
   * @param draws the batch's draws
   * @return the mixed batch
   */
  public static MixupOps of(
      Ops tf,
      Augmentation how,
      Operand<TFloat32> images,
      Operand<TInt64> labels,
      RandomDraws draws) {
    var count = tf.expandDims(tf.size(labels), tf.constant(0));
    int[] size = {(int) images.shape().get(1), (int) images.shape().get(2)};
    return of(tf, MixShares.of(tf, how, count, size, draws), images, labels);
  }

  /** Mixes by shares that are given. */
  static MixupOps of(Ops tf, MixShares own, Operand<TFloat32> images, Operand<TInt64> labels) {
    var rest = tf.math.sub(tf.constant(1f), own.pixels());
    var mixed = tf.math.add(tf.math.mul(images, own.pixels()), tf.math.mul(next(tf, images), rest));
    return new MixupOps(mixed, next(tf, labels), own.images());
  }

  private static <T extends org.tensorflow.types.family.TType> Operand<T> next(
      Ops tf, Operand<T> batch) {
    return tf.roll(batch, tf.constant(-1), tf.constant(0));
  }

  /** Beta(α, α) as X / (X + Y) of two Gamma(α), in float64: of a small α they are tiny. */
  static Operand<TFloat32> shares(
      Ops tf,
      double alpha,
      Operand<TInt32> count,
      Operand<TInt64> seed,
      Operand<TInt64> otherSeed) {
    var own = gamma(tf, alpha, count, seed);
    var other = gamma(tf, alpha, count, otherSeed);
    return tf.dtypes.cast(tf.math.divNoNan(own, tf.math.add(own, other)), TFloat32.class);
  }

  private static Operand<TFloat64> gamma(
      Ops tf, double alpha, Operand<TInt32> count, Operand<TInt64> seed) {
    var key = tf.random.statelessRandomGetKeyCounter(seed);
    return tf.random.statelessRandomGamma(
        count, key.key(), key.counter(), tf.random.statelessRandomGetAlg(), tf.constant(alpha));
  }
}
