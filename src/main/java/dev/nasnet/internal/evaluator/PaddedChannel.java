package dev.nasnet.internal.evaluator;

import java.util.Arrays;

/**
 * One channel of a feature map with its border, over which a window slides. All windows are
 * computed at once, as if the stride were 1: the pixels of one tap of all windows are one row of
 * memory, of which vector instructions can be made.
 */
final class PaddedChannel {
  private final SlidingWindow window;
  private final int columns;
  private final float[] pixels;
  private final float[] results;
  private final int outputRows;
  private final int outputColumns;

  /**
   * Copies a channel.
   *
   * @param outside the value of the pixels that the window adds
   */
  PaddedChannel(FeatureMap map, int channel, SlidingWindow window, float outside) {
    this.window = window;
    int left = window.border().left();
    columns = left + map.width() + window.border().right();
    int rows = window.border().top() + map.height() + window.border().bottom();
    pixels = new float[rows * columns];
    if (outside != 0) {
      Arrays.fill(pixels, outside);
    }
    for (int y = 0; y < map.height(); y++) {
      int source = channel * map.pixels() + y * map.width();
      int target = (y + window.border().top()) * columns + left;
      System.arraycopy(map.values(), source, pixels, target, map.width());
    }
    outputRows = window.rows(map);
    outputColumns = window.columns(map);
    results = new float[(rows - window.rowSpan()) * columns + columns - window.columnSpan() + 1];
  }

  /** The weighted sums of all windows, by a kernel of the window's size at some place. */
  float[] sums(float[] kernel, int from) {
    for (int tap = 0; tap < window.height() * window.width(); tap++) {
      addTap(results, pixels, kernel[from + tap], offset(tap));
    }
    return strided();
  }

  /** The sums of all windows. */
  float[] sums() {
    for (int tap = 0; tap < window.height() * window.width(); tap++) {
      addTap(results, pixels, 1, offset(tap));
    }
    return strided();
  }

  /** The largest values of all windows. */
  float[] largest() {
    System.arraycopy(pixels, 0, results, 0, results.length);
    for (int tap = 1; tap < window.height() * window.width(); tap++) {
      maximise(results, pixels, offset(tap));
    }
    return strided();
  }

  private int offset(int tap) {
    return window.dilation() * (tap / window.width() * columns + tap % window.width());
  }

  private static void addTap(float[] sums, float[] pixels, float factor, int offset) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sums[i] + factor * pixels[offset + i];
    }
  }

  private static void maximise(float[] largest, float[] pixels, int offset) {
    for (int i = 0; i < largest.length; i++) {
      largest[i] = Math.max(largest[i], pixels[offset + i]);
    }
  }

  private float[] strided() {
    float[] kept = new float[outputRows * outputColumns];
    for (int y = 0; y < outputRows; y++) {
      copy(results, y * window.stride() * columns, window.stride(), kept, y * outputColumns);
    }
    return kept;
  }

  /** Copies every element of a stride to a row of the output. */
  private void copy(float[] source, int from, int stride, float[] target, int row) {
    if (stride == 1) {
      System.arraycopy(source, from, target, row, outputColumns);
      return;
    }
    for (int x = 0; x < outputColumns; x++) {
      target[row + x] = source[from + x * stride];
    }
  }
}
