package dev.nasnet.data.augment;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Changes of an image's colours as PIL's {@code ImageEnhance} and {@code ImageOps} compute them on
 * bytes.
 *
 * @param image float32 {@code [H, W, 3]}, whole numbers 0…255
 */
record LevelOps(Ops tf, Operand<TFloat32> image) {
  private static final float WHITE = 255;
  private static final int LEVELS = 256;
  private static final int CHANNELS = 3;

  /** PIL's weights of red, green and blue in 1/65536. */
  private static final int[] LUMA = {19595, 38470, 7471};

  /** {@code ImageEnhance.Brightness}: between black and the image, and beyond it. */
  Operand<TFloat32> brightness(Operand<TFloat32> sign, double strength) {
    return blended(tf.zerosLike(image), sign, strength);
  }

  /** {@code ImageEnhance.Color}: between the grey image and the image, and beyond it. */
  Operand<TFloat32> color(Operand<TFloat32> sign, double strength) {
    return blended(grey(), sign, strength);
  }

  /** {@code ImageEnhance.Contrast}: between the mean grey and the image, and beyond it. */
  Operand<TFloat32> contrast(Operand<TFloat32> sign, double strength) {
    // In whole numbers: a sum of many levels is not exact in float32.
    Operand<TInt64> levels = tf.dtypes.cast(grey(), TInt64.class);
    Operand<TInt32> all = tf.constant(new int[] {0, 1, 2});
    Operand<TFloat64> sum = tf.dtypes.cast(tf.reduceSum(levels, all), TFloat64.class);
    Operand<TFloat64> count = tf.dtypes.cast(tf.size(levels, TInt64.class), TFloat64.class);
    Operand<TFloat64> mean = tf.math.floor(tf.math.add(tf.math.div(sum, count), tf.constant(0.5)));
    return blended(tf.dtypes.cast(mean, TFloat32.class), sign, strength);
  }

  /** {@code ImageEnhance.Sharpness}: between the smoothed image and the image, and beyond it. */
  Operand<TFloat32> sharpness(Operand<TFloat32> sign, double strength, int height, int width) {
    return height < 3 || width < 3
        ? blended(image, sign, strength)
        : blended(smoothed(height, width), sign, strength);
  }

  /** {@code ImageFilter.SMOOTH}, which leaves the border as it is. */
  private Operand<TFloat32> smoothed(int height, int width) {
    float[] weights = new float[3 * 3 * CHANNELS];
    Arrays.fill(weights, 1);
    Arrays.fill(weights, 4 * CHANNELS, 5 * CHANNELS, 5);
    Operand<TFloat32> kernel =
        tf.reshape(tf.constant(weights), tf.constant(new int[] {3, 3, CHANNELS, 1}));
    Operand<TFloat32> sums =
        tf.nn.depthwiseConv2dNative(
            tf.expandDims(image, tf.constant(0)), kernel, List.of(1L, 1L, 1L, 1L), "VALID");
    Operand<TFloat32> means =
        tf.math.floor(tf.math.add(tf.math.div(sums, tf.constant(13f)), tf.constant(0.5f)));
    Operand<TFloat32> inner =
        tf.reshape(means, tf.constant(new int[] {height - 2, width - 2, CHANNELS}));
    Operand<TInt32> border = tf.constant(new int[][] {{1, 1}, {1, 1}, {0, 0}});
    Operand<TBool> isInner =
        tf.math.greater(tf.pad(tf.onesLike(inner), border, tf.constant(0f)), tf.constant(0f));
    return tf.select(isInner, tf.pad(inner, border, tf.constant(0f)), image);
  }

  /** {@code Image.blend} with a factor of 1 ± strength: clipped, and cut to whole numbers. */
  private Operand<TFloat32> blended(
      Operand<TFloat32> from, Operand<TFloat32> sign, double strength) {
    Operand<TFloat32> factor =
        tf.select(
            tf.math.greater(sign, tf.constant(0f)),
            tf.constant((float) (1 + strength)),
            tf.constant((float) (1 - strength)));
    Operand<TFloat32> mixed = tf.math.add(from, tf.math.mul(factor, tf.math.sub(image, from)));
    return tf.math.floor(tf.clipByValue(mixed, tf.constant(0f), tf.constant(WHITE)));
  }

  /** {@code convert("L")}, float32 {@code [H, W, 1]}. */
  private Operand<TFloat32> grey() {
    Operand<TInt32> weighted =
        tf.reduceSum(
            tf.math.mul(tf.dtypes.cast(image, TInt32.class), tf.constant(LUMA)),
            tf.constant(2),
            ReduceSum.keepDims(true));
    return tf.dtypes.cast(
        tf.math.floorDiv(tf.math.add(weighted, tf.constant(0x8000)), tf.constant(0x10000)),
        TFloat32.class);
  }

  /** {@code ImageOps.posterize}: only the highest bits. */
  Operand<TFloat32> posterized(int bits) {
    Operand<TFloat32> step = tf.constant((float) (1 << (8 - bits)));
    return tf.math.mul(tf.math.floor(tf.math.div(image, step)), step);
  }

  /** {@code ImageOps.solarize}: levels from the threshold on are inverted. */
  Operand<TFloat32> solarized(float threshold) {
    return tf.select(
        tf.math.less(image, tf.constant(threshold)), image, tf.math.sub(tf.constant(WHITE), image));
  }

  /** {@code ImageOps.autocontrast}: each channel from its least to its largest level. */
  Operand<TFloat32> autoContrast() {
    Operand<TInt32> pixels = tf.constant(new int[] {0, 1});
    Operand<TFloat64> exact = tf.dtypes.cast(image, TFloat64.class);
    Operand<TFloat64> low = tf.min(exact, pixels);
    Operand<TFloat64> high = tf.max(exact, pixels);
    Operand<TFloat64> scale = tf.math.divNoNan(tf.constant(255.0), tf.math.sub(high, low));
    // As PIL computes it in float64, so that both are cut to the same whole numbers.
    Operand<TFloat64> offset = tf.math.mul(tf.math.neg(low), scale);
    Operand<TFloat64> stretched =
        tf.math.floor(
            tf.clipByValue(
                tf.math.add(tf.math.mul(exact, scale), offset),
                tf.constant(0.0),
                tf.constant(255.0)));
    return tf.select(tf.math.greater(high, low), tf.dtypes.cast(stretched, TFloat32.class), image);
  }

  /** {@code ImageOps.equalize}: each channel with about as many pixels of each level. */
  Operand<TFloat32> equalized() {
    Operand<TInt32> levels = tf.dtypes.cast(image, TInt32.class);
    Operand<TInt32> ids =
        tf.reshape(
            tf.math.add(levels, tf.constant(new int[] {0, LEVELS, 2 * LEVELS})),
            tf.constant(new int[] {-1}));
    Operand<TInt32> counts =
        tf.reshape(
            tf.math.unsortedSegmentSum(tf.onesLike(ids), ids, tf.constant(CHANNELS * LEVELS)),
            tf.constant(new int[] {CHANNELS, LEVELS}));
    Operand<TInt32> step = tf.expandDims(step(levels, counts), tf.constant(1));
    Operand<TInt32> positive = tf.math.maximum(step, tf.constant(1));
    Operand<TInt32> below = tf.math.sub(tf.math.cumsum(counts, tf.constant(1)), counts);
    Operand<TInt32> table =
        tf.math.minimum(
            tf.math.floorDiv(
                tf.math.add(tf.math.floorDiv(positive, tf.constant(2)), below), positive),
            tf.constant(LEVELS - 1));
    Operand<TInt32> mapped =
        tf.gather(tf.reshape(table, tf.constant(new int[] {-1})), ids, tf.constant(0));
    Operand<TFloat32> changed = tf.dtypes.cast(tf.reshape(mapped, tf.shape(image)), TFloat32.class);
    Operand<TBool> changes =
        tf.math.greater(tf.reshape(step, tf.constant(new int[] {-1})), tf.constant(0));
    return tf.select(changes, changed, image);
  }

  /**
   * Returns the pixels of a channel for each level, int32 {@code [3]}: those below its largest
   * level, over 255; 0 where the channel stays as it is.
   */
  private Operand<TInt32> step(Operand<TInt32> levels, Operand<TInt32> counts) {
    Operand<TInt32> largest = tf.max(levels, tf.constant(new int[] {0, 1}));
    Operand<TInt32> ofLargest =
        tf.reduceSum(
            tf.math.mul(
                counts, tf.oneHot(largest, tf.constant(LEVELS), tf.constant(1), tf.constant(0))),
            tf.constant(1));
    Operand<TInt32> all = tf.reduceSum(counts, tf.constant(1));
    return tf.math.floorDiv(tf.math.sub(all, ofLargest), tf.constant(LEVELS - 1));
  }
}
