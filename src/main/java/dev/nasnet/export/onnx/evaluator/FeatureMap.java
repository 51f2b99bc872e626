package dev.nasnet.export.onnx.evaluator;

/** One image's tensor, channels first; a vector has one pixel. */
final class FeatureMap {
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
  FeatureMap(int channels, int height, int width, float[] values) {
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

  static FeatureMap vector(float[] values) {
    return new FeatureMap(values.length, 1, 1, values);
  }

  int channels() {
    return channels;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  float[] values() {
    return values;
  }

  /** How many values a channel has. */
  int pixels() {
    return height * width;
  }

  /** The same shape with other values. */
  FeatureMap with(float[] other) {
    return new FeatureMap(channels, height, width, other);
  }
}
