package dev.nasnet.evaluation;

import dev.nasnet.architecture.ImageSize;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Thumbnails of images by native ops: small images are enlarged, each pixel to a square, and large
 * images are reduced.
 */
final class ThumbnailOps {
  private static final int LEAST_SIDE = 96;
  private static final int MOST_SIDE = 160;
  private static final int SHADES = 256;
  private static final float COVER = 0.55f;

  /**
   * Evenly spaced colours of matplotlib's colour map viridis, which colour-blind people can read.
   */
  private static final int[][] VIRIDIS = {
    {68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}
  };

  private final Ops tf;
  private final boolean isEnlarged;
  private final int height;
  private final int width;

  /**
   * Creates the ops' builder.
   *
   * @param size the size of the images
   */
  ThumbnailOps(Ops tf, ImageSize size) {
    this.tf = tf;
    int longest = Math.max(size.height(), size.width());
    isEnlarged = longest < LEAST_SIDE;
    double scale =
        isEnlarged
            ? Math.ceil(LEAST_SIDE / (double) longest)
            : Math.min(1, MOST_SIDE / (double) longest);
    height = Math.max(1, (int) Math.round(size.height() * scale));
    width = Math.max(1, (int) Math.round(size.width() * scale));
  }

  /**
   * Returns an image at the size of its thumbnail.
   *
   * @param image float32 {@code [1, H, W, 3]}, −1…1
   * @return float32 {@code [1, h, w, 3]}, 0…1
   */
  Operand<TFloat32> pixels(Operand<TFloat32> image) {
    Operand<TFloat32> unit = tf.math.mul(tf.math.add(image, tf.constant(1f)), tf.constant(0.5f));
    return isEnlarged
        ? tf.image.resizeNearestNeighbor(
            unit, shown(), ResizeNearestNeighbor.halfPixelCenters(true))
        : tf.image.resizeArea(unit, shown());
  }

  /**
   * Returns an image under a map in colours, from the map's least value to its largest.
   *
   * @param map float32 {@code [1, h', w', 1]}
   * @param pixels float32 {@code [1, h, w, 3]}, 0…1
   */
  Operand<TFloat32> under(Operand<TFloat32> map, Operand<TFloat32> pixels) {
    Operand<TFloat32> smooth =
        tf.image.resizeBilinear(map, shown(), ResizeBilinear.halfPixelCenters(true));
    Operand<TInt32> all = tf.constant(new int[] {0, 1, 2, 3});
    Operand<TFloat32> least = tf.reduceMin(smooth, all);
    Operand<TFloat32> range =
        tf.math.maximum(tf.math.sub(tf.reduceMax(smooth, all), least), tf.constant(1e-12f));
    Operand<TFloat32> shade =
        tf.math.mul(tf.math.div(tf.math.sub(smooth, least), range), tf.constant(SHADES - 1f));
    // A map of a diverging network may have values that are not finite, which have no colour.
    Operand<TFloat32> bounded = tf.select(tf.math.isFinite(shade), shade, tf.zerosLike(shade));
    Operand<TInt32> index =
        tf.reshape(
            tf.dtypes.cast(tf.math.rint(bounded), TInt32.class),
            tf.constant(new int[] {1, height, width}));
    Operand<TFloat32> colours = tf.gather(colours(), index, tf.constant(0));
    return tf.math.add(
        tf.math.mul(pixels, tf.constant(1 - COVER)), tf.math.mul(colours, tf.constant(COVER)));
  }

  /**
   * Encodes a thumbnail as PNG.
   *
   * @param pixels float32 {@code [1, h, w, 3]}, 0…1
   */
  Operand<TString> png(Operand<TFloat32> pixels) {
    Operand<TFloat32> bounded = tf.clipByValue(pixels, tf.constant(0f), tf.constant(1f));
    Operand<TFloat32> levels = tf.math.rint(tf.math.mul(bounded, tf.constant(255f)));
    Operand<TUint8> bytes = tf.dtypes.cast(levels, TUint8.class);
    return tf.image.encodePng(tf.reshape(bytes, tf.constant(new int[] {height, width, 3})));
  }

  private Operand<TInt32> shown() {
    return tf.constant(new int[] {height, width});
  }

  /** Returns the colour map, float32 {@code [SHADES, 3]}, 0…1. */
  private Operand<TFloat32> colours() {
    float[] colours = new float[SHADES * 3];
    for (int shade = 0; shade < SHADES; shade++) {
      double place = shade * (VIRIDIS.length - 1) / (SHADES - 1.0);
      int below = Math.min((int) place, VIRIDIS.length - 2);
      for (int channel = 0; channel < 3; channel++) {
        double from = VIRIDIS[below][channel];
        double to = VIRIDIS[below + 1][channel];
        colours[shade * 3 + channel] = (float) ((from + (to - from) * (place - below)) / 255);
      }
    }
    return tf.constant(Shape.of(SHADES, 3), DataBuffers.of(colours));
  }
}
