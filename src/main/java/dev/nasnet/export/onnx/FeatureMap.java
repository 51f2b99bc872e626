package dev.nasnet.export.onnx;

/**
 * One image's tensor, channels first; a vector has one pixel.
 *
 * @param channels of {@code values}, the slowest dimension
 * @param height rows
 * @param width columns
 * @param values row-major; not to be changed
 */
record FeatureMap(int channels, int height, int width, float[] values) {
  /** Checks the sizes. */
  FeatureMap {
    if (channels * pixels(height, width) != values.length) {
      throw new IllegalArgumentException(
          "%d x %d x %d needs other than %d values"
              .formatted(channels, height, width, values.length));
    }
  }

  static FeatureMap vector(float[] values) {
    return new FeatureMap(values.length, 1, 1, values);
  }

  /** How many values a channel has. */
  int pixels() {
    return height * width;
  }

  /** The same shape with other values. */
  FeatureMap with(float[] other) {
    return new FeatureMap(channels, height, width, other);
  }

  private static long pixels(int height, int width) {
    return (long) height * width;
  }
}
