package dev.nasnet.data.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A batch mixed with itself by mixup or CutMix: each image with the next, the last with the first,
 * each with a share of its own. Batches are shuffled, so the next is any other image.
 *
 * @param images float32 [B, H, W, 3]
 * @param partners the labels of what was mixed in: int64 [B], or float32 [B, classes]
 * @param shares float32 [B], of the image itself, 0..1
 */
public record MixupOps<T extends TNumber>(
    Operand<TFloat32> images, Operand<T> partners, Operand<TFloat32> shares) {
  /**
   * Mixes a batch.
   *
   * @param <T> the type of the labels
   * @param tf the ops of the graph
   * @param how the augmentation, which mixes
   * @param images float32 {@code [B, H, W, 3]}
   * @param labels int64 {@code [B]}, or float32 {@code [B, classes]}
   * @param draws the batch's draws
   * @return the mixed batch
   */
  public static <T extends TNumber> MixupOps<T> of(
      Ops tf, Augmentation how, Operand<TFloat32> images, Operand<T> labels, RandomDraws draws) {
    var count = tf.slice(tf.shape(labels), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    int[] size = {(int) images.shape().get(1), (int) images.shape().get(2)};
    return of(tf, MixShares.of(tf, how, count, size, draws), images, labels);
  }

  /** Mixes by shares that are given. */
  static <T extends TNumber> MixupOps<T> of(
      Ops tf, MixShares own, Operand<TFloat32> images, Operand<T> labels) {
    var rest = tf.math.sub(tf.constant(1f), own.pixels());
    var mixed = tf.math.add(tf.math.mul(images, own.pixels()), tf.math.mul(next(tf, images), rest));
    return new MixupOps<>(mixed, next(tf, labels), own.images());
  }

  /**
   * Mixes rows of labels as their images.
   *
   * @param tf the ops of the graph
   * @param rows the labels of the images themselves, float32 {@code [B, classes]}
   * @return the mixed labels, float32 {@code [B, classes]}, 0…1
   */
  public Operand<TFloat32> mixedRows(Ops tf, Operand<?> rows) {
    var own = tf.expandDims(shares, tf.constant(1));
    var rest = tf.math.sub(tf.constant(1f), own);
    return tf.math.add(
        tf.math.mul(rows.asOutput().expect(TFloat32.class), own),
        tf.math.mul(partners.asOutput().expect(TFloat32.class), rest));
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
