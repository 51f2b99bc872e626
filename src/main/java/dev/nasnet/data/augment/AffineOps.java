package dev.nasnet.data.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Affine maps of an image with levels, as PIL's {@code Image.transform} computes them with nearest
 * neighbours: each pixel's centre is mapped into the image, and the pixel below it is taken; what
 * is outside is grey.
 */
final class AffineOps {
  private static final float GREY = 128;

  private final Ops tf;
  private final int height;
  private final int width;

  /**
   * Creates the ops' builder.
   *
   * @param height the height of the images in pixels
   * @param width their width in pixels
   */
  AffineOps(Ops tf, int height, int width) {
    this.tf = tf;
    this.height = height;
    this.width = width;
  }

  /** Shears along both axes about the upper left corner: x reads x + sign · alongX · y. */
  Operand<TFloat32> shear(
      Operand<TFloat32> image, Operand<TFloat32> sign, double alongX, double alongY) {
    return mapped(
        image, sign, new double[] {1, 0, 0, 0, 1, 0}, new double[] {0, alongX, 0, alongY, 0, 0});
  }

  /** Shifts: x reads x + sign · right. */
  Operand<TFloat32> shift(Operand<TFloat32> image, Operand<TFloat32> sign, int right, int down) {
    return mapped(
        image, sign, new double[] {1, 0, 0, 0, 1, 0}, new double[] {0, 0, right, 0, 0, down});
  }

  /** Rotates about the middle, counterclockwise for a sign of 1. */
  Operand<TFloat32> rotation(Operand<TFloat32> image, Operand<TFloat32> sign, double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double x = width / 2.0;
    double y = height / 2.0;
    return mapped(
        image,
        sign,
        new double[] {cos, 0, x - cos * x, 0, cos, y - cos * y},
        new double[] {0, -sin, sin * y, sin, 0, -sin * x});
  }

  /**
   * Maps by x ← a x + b y + c and y ← d x + e y + f.
   *
   * @param even the part of a to f that does not depend on the sign
   * @param odd the part that is multiplied by the sign
   */
  private Operand<TFloat32> mapped(
      Operand<TFloat32> image, Operand<TFloat32> sign, double[] even, double[] odd) {
    Operand<TInt32> x = source(sign, even, odd, 0);
    Operand<TInt32> y = source(sign, even, odd, 3);
    Operand<TBool> inside = tf.math.logicalAnd(inside(x, width), inside(y, height));
    Operand<TInt32> place =
        tf.math.add(tf.math.mul(clipped(y, height), tf.constant(width)), clipped(x, width));
    Operand<TFloat32> pixels = tf.reshape(image, tf.constant(new int[] {-1, 3}));
    return tf.select(
        tf.expandDims(inside, tf.constant(2)),
        tf.gather(pixels, place, tf.constant(0)),
        tf.constant(GREY));
  }

  /** Returns the coordinate that each pixel reads, int32 {@code [H, W]}. */
  private Operand<TInt32> source(Operand<TFloat32> sign, double[] even, double[] odd, int first) {
    double[] fixed = new double[height * width];
    double[] turned = new double[height * width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        fixed[row * width + column] = at(even, first, column + 0.5, row + 0.5);
        turned[row * width + column] = at(odd, first, column + 0.5, row + 0.5);
      }
    }
    Operand<TInt32> shape = tf.constant(new int[] {height, width});
    Operand<TFloat64> coordinates =
        tf.math.add(
            tf.reshape(tf.constant(fixed), shape),
            tf.math.mul(
                tf.dtypes.cast(sign, TFloat64.class), tf.reshape(tf.constant(turned), shape)));
    return tf.dtypes.cast(tf.math.floor(coordinates), TInt32.class);
  }

  private static double at(double[] map, int first, double x, double y) {
    return map[first] * x + map[first + 1] * y + map[first + 2];
  }

  private Operand<TBool> inside(Operand<TInt32> place, int side) {
    return tf.math.logicalAnd(
        tf.math.greaterEqual(place, tf.constant(0)), tf.math.less(place, tf.constant(side)));
  }

  private Operand<TInt32> clipped(Operand<TInt32> place, int side) {
    return tf.clipByValue(place, tf.constant(0), tf.constant(side - 1));
  }
}
