package dev.nasnet.internal.evaluator;

/** One image's tensor, channels first; a vector has one pixel. */
public final class FeatureMap {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] values;

  /**
   * Creates a map.
   *
   * @param channels of {@code values}, the slowest dimension
   * @param height rows
   * @param width columns
   * @param values row-major; taken over, not copied, and not to be changed
   */
  public FeatureMap(int channels, int height, int width, float[] values) {
    if ((long) channels * height * width != values.length) {
      throw new IllegalArgumentException(
          "%d x %d x %d needs other than %d values"
              .formatted(channels, height, width, values.length));
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /** Returns values as channels of one pixel. */
  public static FeatureMap vector(float[] values) {
    return new FeatureMap(values.length, 1, 1, values);
  }

  /** Returns the number of channels. */
  public int channels() {
    return channels;
  }

  /** Returns the height in pixels. */
  public int height() {
    return height;
  }

  /** Returns the width in pixels. */
  public int width() {
    return width;
  }

  /** Returns the values, channel by channel and row by row; they are not copied. */
  public float[] values() {
    return values;
  }

  /** How many values a channel has. */
  public int pixels() {
    return height * width;
  }

  /** The same shape with other values. */
  public FeatureMap with(float[] other) {
    return new FeatureMap(channels, height, width, other);
  }
}
