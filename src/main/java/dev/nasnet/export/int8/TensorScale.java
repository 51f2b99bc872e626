package dev.nasnet.export.int8;

/**
 * How a tensor's int8 values stand for numbers: {@code (integer − zeroPoint) · scale}.
 *
 * @param scale above 0
 * @param zeroPoint −128…127
 */
public record TensorScale(float scale, int zeroPoint) {
  /** The least integer. */
  public static final int LEAST = -128;

  /** The largest integer. */
  public static final int LARGEST = 127;

  /** A softmax or sigmoid: 0…1, as LiteRT's kernels require it. */
  public static final TensorScale PROBABILITIES = new TensorScale(1f / 256, LEAST);

  /** An image −1…1 as float32; no byte of an image lies halfway between two integers. */
  static final TensorScale IMAGE = new TensorScale(1f / 127, 0);

  /** An image as bytes: the byte minus 128. It is half a step darker than the image. */
  static final TensorScale IMAGE_BYTES = new TensorScale(1 / 127.5f, 0);

  /**
   * The bits of a scale: the last bits of a measured range depend on the order of sums, and would
   * make files differ from one machine to another.
   */
  private static final int DROPPED_BITS = 11;

  /** The scale of a tensor that is always 0. */
  private static final float OF_ZEROS = 1f / 256;

  /**
   * {@return the finest scale that reaches all values of a range}
   *
   * @param range the smallest and the largest value
   */
  public static TensorScale of(Range range) {
    float width = range.max() - range.min();
    if (!(width > Float.MIN_NORMAL * 1024)) {
      return new TensorScale(OF_ZEROS, 0);
    }
    float scale = rounded(width / (LARGEST - LEAST));
    long zero = Math.round(LEAST - (double) range.min() / scale);
    return new TensorScale(scale, (int) Math.max(LEAST, Math.min(LARGEST, zero)));
  }

  /** {@return the number that the least integer stands for} */
  public float min() {
    return (LEAST - zeroPoint) * scale;
  }

  /** {@return the number that the largest integer stands for} */
  public float max() {
    return (LARGEST - zeroPoint) * scale;
  }

  /** Returns the number that the nearest integer stands for; of two, the even integer's. */
  float nearest(float value) {
    double integer = Math.rint(value / scale) + zeroPoint;
    return (float) (Math.max(LEAST, Math.min(LARGEST, integer)) - zeroPoint) * scale;
  }

  private static float rounded(float scale) {
    int unit = 1 << DROPPED_BITS;
    return Float.intBitsToFloat((Float.floatToIntBits(scale) + unit - 1) / unit * unit);
  }
}
