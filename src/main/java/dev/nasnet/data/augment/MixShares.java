package dev.nasnet.data.augment;

import dev.nasnet.data.augment.RandomDraws.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * How much of each pixel of a batch's images is their own, where the rest is the next image's: by
 * mixup one share for a whole image, by CutMix (Yun et al., arXiv:1905.04899) all but a box.
 *
 * @param pixels float32, 0…1, {@code [B, 1, 1, 1]} by mixup alone and otherwise {@code [B, H, W,
 *     1]}
 * @param images float32 {@code [B]}, 0…1, of the images themselves: the mean of their pixels
 */
record MixShares(Operand<TFloat32> pixels, Operand<TFloat32> images) {
  /**
   * Draws the shares. With both mixup and CutMix, each image is mixed by one of them, drawn evenly.
   *
   * @param count int32 {@code [1]}, the number of images
   */
  static MixShares of(
      Ops tf, Augmentation how, Operand<TInt32> count, int[] size, RandomDraws draws) {
    if (how.cutMix() == 0) {
      return mixup(tf, how, count, draws);
    }
    var shares =
        MixupOps.shares(
            tf, how.cutMix(), count, draws.seed(Stream.CUT), draws.seed(Stream.OTHER_CUT));
    MixShares cut =
        boxes(
            tf,
            shares,
            centres(tf, count, size[0], draws.seed(Stream.CUT_DOWN)),
            centres(tf, count, size[1], draws.seed(Stream.CUT_RIGHT)),
            size);
    if (how.mixup() == 0) {
      return cut;
    }
    MixShares mixed = mixup(tf, how, count, draws);
    Operand<TBool> cuts =
        tf.math.less(
            tf.random.statelessRandomUniform(count, draws.seed(Stream.CUT_OR_MIX)),
            tf.constant(0.5f));
    return new MixShares(
        tf.select(rows(tf, cuts), cut.pixels(), mixed.pixels()),
        tf.select(cuts, cut.images(), mixed.images()));
  }

  private static MixShares mixup(
      Ops tf, Augmentation how, Operand<TInt32> count, RandomDraws draws) {
    var shares =
        MixupOps.shares(
            tf, how.mixup(), count, draws.seed(Stream.SHARE), draws.seed(Stream.OTHER_SHARE));
    return new MixShares(rows(tf, shares), shares);
  }

  private static <T extends TType> Operand<T> rows(Ops tf, Operand<T> ofImages) {
    return tf.reshape(ofImages, tf.constant(new int[] {-1, 1, 1, 1}));
  }

  /** Whole numbers from 0 to below a side, float32 {@code [B]}. */
  private static Operand<TFloat32> centres(
      Ops tf, Operand<TInt32> count, int side, Operand<TInt64> seed) {
    Operand<TFloat32> uniform = tf.random.statelessRandomUniform(count, seed);
    return tf.math.floor(tf.math.mul(uniform, tf.constant((float) side)));
  }

  /**
   * Cuts a box out of each image, as the authors' {@code rand_bbox}: its sides are those of the
   * image times √(1 − share), its centre may be any pixel, and the border cuts it off. The share is
   * then that of the pixels that are left.
   *
   * @param shares float32 {@code [B]}, 0…1
   * @param down the rows of the centres, float32 {@code [B]}
   * @param right the columns of the centres, float32 {@code [B]}
   * @param size height and width of the images
   */
  static MixShares boxes(
      Ops tf,
      Operand<TFloat32> shares,
      Operand<TFloat32> down,
      Operand<TFloat32> right,
      int[] size) {
    Operand<TFloat32> ratio = tf.math.sqrt(tf.math.sub(tf.constant(1f), shares));
    Operand<TFloat32> high = inside(tf, ratio, down, size[0]);
    Operand<TFloat32> wide = inside(tf, ratio, right, size[1]);
    Operand<TFloat32> box =
        tf.math.mul(tf.expandDims(high, tf.constant(2)), tf.expandDims(wide, tf.constant(1)));
    Operand<TFloat32> area =
        tf.math.mul(tf.reduceSum(high, tf.constant(1)), tf.reduceSum(wide, tf.constant(1)));
    Operand<TFloat32> all = tf.constant((float) size[0] * size[1]);
    return new MixShares(
        tf.expandDims(tf.math.sub(tf.constant(1f), box), tf.constant(3)),
        tf.math.sub(tf.constant(1f), tf.math.div(area, all)));
  }

  /** Returns 1 for the places along a side that are inside the box, float32 {@code [B, side]}. */
  private static Operand<TFloat32> inside(
      Ops tf, Operand<TFloat32> ratio, Operand<TFloat32> centre, int side) {
    float[] places = new float[side];
    for (int i = 0; i < side; i++) {
      places[i] = i;
    }
    Operand<TFloat32> length = tf.math.floor(tf.math.mul(ratio, tf.constant((float) side)));
    Operand<TFloat32> half = tf.math.floor(tf.math.mul(length, tf.constant(0.5f)));
    Operand<TFloat32> at = tf.reshape(tf.constant(places), tf.constant(new int[] {1, -1}));
    Operand<TFloat32> first = tf.expandDims(tf.math.sub(centre, half), tf.constant(1));
    Operand<TFloat32> end = tf.expandDims(tf.math.add(centre, half), tf.constant(1));
    return tf.dtypes.cast(
        tf.math.logicalAnd(tf.math.greaterEqual(at, first), tf.math.less(at, end)), TFloat32.class);
  }
}
