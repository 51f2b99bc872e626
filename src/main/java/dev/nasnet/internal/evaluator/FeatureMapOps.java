package dev.nasnet.internal.evaluator;

import dev.nasnet.export.numbers.Transposition;
import java.util.List;

/** What is done to whole feature maps, in float32, in plain Java. */
public final class FeatureMapOps {
  private FeatureMapOps() {}

  /** Replaces negative values by 0. */
  public static FeatureMap relu(FeatureMap map) {
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i], 0);
    }
    return map.with(values);
  }

  /** Adds two maps of equal shapes. */
  public static FeatureMap sum(FeatureMap one, FeatureMap other) {
    float[] values = one.values().clone();
    requireEqual(one.channels(), other.channels());
    requireEqual(one.height(), other.height());
    requireEqual(one.width(), other.width());
    for (int i = 0; i < values.length; i++) {
      values[i] += other.values()[i];
    }
    return one.with(values);
  }

  /** Feature maps of one size side by side, along the channels. */
  public static FeatureMap beside(List<FeatureMap> maps) {
    FeatureMap first = maps.get(0);
    int channels = maps.stream().mapToInt(FeatureMap::channels).sum();
    float[] values = new float[channels * first.pixels()];
    int end = 0;
    for (FeatureMap map : maps) {
      requireEqual(map.height(), first.height());
      requireEqual(map.width(), first.width());
      System.arraycopy(map.values(), 0, values, end, map.values().length);
      end += map.values().length;
    }
    return new FeatureMap(channels, first.height(), first.width(), values);
  }

  /**
   * A part of each channel, or zeros around it.
   *
   * @param top rows that come before; below 0, rows that go
   */
  public static FeatureMap framed(FeatureMap map, int top, int left, int height, int width) {
    float[] values = new float[map.channels() * height * width];
    int firstRow = Math.max(0, top);
    int firstColumn = Math.max(0, left);
    int count = Math.min(width, left + map.width()) - firstColumn;
    for (int channel = 0; channel < map.channels(); channel++) {
      for (int y = firstRow; y < Math.min(height, top + map.height()); y++) {
        int source = channel * map.pixels() + (y - top) * map.width() + firstColumn - left;
        int target = (channel * height + y) * width + firstColumn;
        System.arraycopy(map.values(), source, values, target, count);
      }
    }
    return new FeatureMap(map.channels(), height, width, values);
  }

  /** The means of the channels. */
  public static FeatureMap means(FeatureMap map) {
    float[] means = new float[map.channels()];
    for (int channel = 0; channel < means.length; channel++) {
      double sum = 0;
      for (int i = 0; i < map.pixels(); i++) {
        sum += map.values()[channel * map.pixels() + i];
      }
      means[channel] = (float) (sum / map.pixels());
    }
    return FeatureMap.vector(means);
  }

  /** The largest values of the channels. */
  public static FeatureMap largest(FeatureMap map) {
    float[] largest = new float[map.channels()];
    for (int channel = 0; channel < largest.length; channel++) {
      largest[channel] = map.values()[channel * map.pixels()];
      for (int i = 1; i < map.pixels(); i++) {
        largest[channel] = Math.max(largest[channel], map.values()[channel * map.pixels() + i]);
      }
    }
    return FeatureMap.vector(largest);
  }

  /**
   * A dense layer.
   *
   * @param kernel {@code [in, out]}
   */
  public static FeatureMap dense(FeatureMap vector, float[] kernel, float[] bias) {
    double[] sums = new double[bias.length];
    requireEqual(kernel.length, bias.length * vector.values().length);
    for (int in = 0; in < vector.values().length; in++) {
      double value = vector.values()[in];
      for (int out = 0; out < sums.length; out++) {
        sums[out] += value * kernel[in * sums.length + out];
      }
    }
    float[] values = new float[sums.length];
    for (int out = 0; out < sums.length; out++) {
      values[out] = (float) (sums[out] + bias[out]);
    }
    return FeatureMap.vector(values);
  }

  /** Computes 1 / (1 + exp(−x)) of each value. */
  public static FeatureMap sigmoid(FeatureMap logits) {
    float[] values = new float[logits.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 / (1 + Math.exp(-logits.values()[i])));
    }
    return logits.with(values);
  }

  /** Computes the softmax over all values. */
  public static FeatureMap softmax(FeatureMap logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits.values()) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits.values()) {
      sum += Math.exp(logit - largest);
    }
    float[] shares = new float[logits.values().length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (Math.exp(logits.values()[i] - largest) / sum);
    }
    return logits.with(shares);
  }

  /** From {@code [H, W, C]}, or back to it where the sizes are given so. */
  public static FeatureMap channelsFirst(float[] pixels, int height, int width, int channels) {
    return new FeatureMap(
        channels, height, width, Transposition.of(pixels, height * width, channels));
  }

  /** As {@code [H, W, C]}. */
  public static float[] channelsLast(FeatureMap map) {
    return Transposition.of(map.values(), map.channels(), map.pixels());
  }

  private static void requireEqual(int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException("a tensor has %d for %d".formatted(found, expected));
    }
  }
}
