package dev.nasnet.internal.evaluator;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Convolutions and pools over one image's feature map, in float32, in plain Java. */
public final class WindowOps {
  private WindowOps() {}

  /**
   * A convolution over all channels.
   *
   * @param kernel {@code [out, in, height, width]}
   */
  public static FeatureMap convolution(FeatureMap map, float[] kernel, SlidingWindow window) {
    int inner = map.channels() * window.height() * window.width();
    int channels = kernel.length / inner;
    int rows = window.rows(map);
    int columns = window.columns(map);
    float[] taps = window.isPoint() ? map.values() : taps(map, window, rows, columns);
    float[] values = MatrixProduct.of(kernel, taps, channels, inner, rows * columns);
    return new FeatureMap(channels, rows, columns, values);
  }

  /**
   * A convolution of each channel by itself.
   *
   * @param kernel {@code [channels, height, width]}
   */
  public static FeatureMap depthwise(FeatureMap map, float[] kernel, SlidingWindow window) {
    int size = window.height() * window.width();
    return channelwise(
        map,
        window,
        channel -> new PaddedChannel(map, channel, window, 0).sums(kernel, channel * size));
  }

  /** The largest pixel of each window; pixels outside do not count. */
  public static FeatureMap maximum(FeatureMap map, SlidingWindow window) {
    return channelwise(
        map,
        window,
        channel -> new PaddedChannel(map, channel, window, Float.NEGATIVE_INFINITY).largest());
  }

  /**
   * The mean of each window.
   *
   * @param countsOutside whether the pixels outside, zeros, count
   */
  public static FeatureMap average(FeatureMap map, SlidingWindow window, boolean countsOutside) {
    float[] counts = counts(map, window, countsOutside);
    return channelwise(
        map,
        window,
        channel -> {
          float[] means = new PaddedChannel(map, channel, window, 0).sums();
          for (int i = 0; i < means.length; i++) {
            means[i] /= counts[i];
          }
          return means;
        });
  }

  /** Adds a value a channel. */
  public static FeatureMap plus(FeatureMap map, float[] bias) {
    float[] values = map.values().clone();
    int pixels = map.pixels();
    for (int i = 0; i < values.length; i++) {
      values[i] += bias[i / pixels];
    }
    return map.with(values);
  }

  private static float[] counts(FeatureMap map, SlidingWindow window, boolean countsOutside) {
    if (countsOutside) {
      float[] all = new float[window.rows(map) * window.columns(map)];
      Arrays.fill(all, (float) window.height() * window.width());
      return all;
    }
    float[] ones = new float[map.pixels()];
    Arrays.fill(ones, 1);
    FeatureMap one = new FeatureMap(1, map.height(), map.width(), ones);
    return new PaddedChannel(one, 0, window, 0).sums();
  }

  private static FeatureMap channelwise(
      FeatureMap map, SlidingWindow window, IntFunction<float[]> channel) {
    int rows = window.rows(map);
    int columns = window.columns(map);
    float[] values = new float[map.channels() * rows * columns];
    IntStream.range(0, map.channels())
        .parallel()
        .forEach(
            c -> System.arraycopy(channel.apply(c), 0, values, c * rows * columns, rows * columns));
    return new FeatureMap(map.channels(), rows, columns, values);
  }

  /** What each tap of each window reads: {@code [in · height · width, rows · columns]}. */
  private static float[] taps(FeatureMap map, SlidingWindow window, int rows, int columns) {
    int size = window.height() * window.width();
    float[] taps = new float[map.channels() * size * rows * columns];
    IntStream.range(0, map.channels() * size)
        .parallel()
        .forEach(
            tap -> {
              int channel = tap / size;
              int dy = tap % size / window.width() * window.dilation() - window.border().top();
              int dx = tap % window.width() * window.dilation() - window.border().left();
              for (int i = 0; i < rows * columns; i++) {
                int y = i / columns * window.stride() + dy;
                int x = i % columns * window.stride() + dx;
                boolean inside = y >= 0 && y < map.height() && x >= 0 && x < map.width();
                taps[tap * rows * columns + i] =
                    inside ? map.values()[channel * map.pixels() + y * map.width() + x] : 0;
              }
            });
    return taps;
  }
}
