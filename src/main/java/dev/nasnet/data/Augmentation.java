package dev.nasnet.data;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * How training images are varied: a random window of the image, one eighth of its size to spare on
 * each side, and perhaps a mirror image. Drawn statelessly from a seed, so that it repeats.
 *
 * @param border where the spare pixels come from
 * @param mirror whether half the images are flipped left to right
 */
record Augmentation(Border border, boolean mirror) {
  /** Where the pixels around the window come from. */
  enum Border {
    /** Padding with black (−1), the paper around the digits. */
    BLACK,
    /** Padding with mid-grey (0), as CIFAR training does. */
    GREY,
    /** The image itself, resized larger than the window. */
    ENLARGED
  }

  /** The spare pixels on each side of a length: one eighth (4 at 32), at least 1. */
  static int margin(int length) {
    return Math.max(1, Math.round(length / 8f));
  }

  /** Plain: the whole image at [height, width, 3]. */
  static Operand<TFloat32> resize(Ops tf, Operand<TFloat32> image, int height, int width) {
    var batched = tf.expandDims(image, tf.constant(0));
    var resized =
        tf.image.resizeBilinear(
            batched,
            tf.constant(new int[] {height, width}),
            org.tensorflow.op.image.ResizeBilinear.halfPixelCenters(true));
    return tf.reshape(resized, tf.constant(new int[] {height, width, 3}));
  }

  /** Varied: image float32 [h, w, 3] to [height, width, 3]; seed is int64 [2]. */
  Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> image, int height, int width, Operand<TInt64> seed) {
    int down = margin(height);
    int right = margin(width);
    var large = enlarge(tf, image, height, width);
    var draws = tf.random.statelessRandomUniform(tf.constant(new int[] {3}), seed);
    var offsets =
        tf.math.floor(
            tf.math.mul(draws, tf.constant(new float[] {2 * down + 1, 2 * right + 1, 0})));
    Operand<TInt32> begin = tf.dtypes.cast(offsets, TInt32.class);
    Operand<TFloat32> window = tf.slice(large, begin, tf.constant(new int[] {height, width, 3}));
    return mirror ? flipHalf(tf, window, draws) : window;
  }

  private Operand<TFloat32> enlarge(Ops tf, Operand<TFloat32> image, int height, int width) {
    int down = margin(height);
    int right = margin(width);
    if (border == Border.ENLARGED) {
      return resize(tf, image, height + 2 * down, width + 2 * right);
    }
    int[][] padding = {{down, down}, {right, right}, {0, 0}};
    float fill = border == Border.BLACK ? -1 : 0;
    return tf.pad(resize(tf, image, height, width), tf.constant(padding), tf.constant(fill));
  }

  private static Operand<TFloat32> flipHalf(
      Ops tf, Operand<TFloat32> window, Operand<TFloat32> draws) {
    var third = tf.slice(draws, tf.constant(new int[] {2}), tf.constant(new int[] {1}));
    Operand<TBool> flipped = tf.math.less(third, tf.constant(0.5f));
    return tf.select(
        tf.reshape(flipped, tf.constant(new int[] {1, 1, 1})),
        tf.reverse(window, tf.constant(new int[] {1})),
        window);
  }
}
