package dev.nasnet.internal.evaluator;

import dev.nasnet.architecture.Border;

/**
 * A window that slides over a feature map with pixels added around it.
 *
 * @param height rows
 * @param width columns
 * @param stride in both directions
 * @param border what is added
 * @param dilation the distance between the pixels that a window reads, 1 for adjacent ones
 */
public record SlidingWindow(int height, int width, int stride, Border border, int dilation) {
  /** Each output pixel reads just its own input pixel. */
  public static final SlidingWindow POINT = new SlidingWindow(1, 1, 1, new Border(0, 0, 0, 0), 1);

  /** Checks the sizes. */
  public SlidingWindow {
    boolean fits =
        height > 0
            && width > 0
            && stride > 0
            && dilation > 0
            && border.top() >= 0
            && border.left() >= 0
            && border.bottom() >= 0
            && border.right() >= 0;
    if (!fits) {
      throw new IllegalArgumentException("a window must have sizes above 0");
    }
  }

  /** Returns the number of rows of the output. */
  public int rows(FeatureMap map) {
    return (map.height() + border.top() + border.bottom() - rowSpan()) / stride + 1;
  }

  /** Returns the number of columns of the output. */
  public int columns(FeatureMap map) {
    return (map.width() + border.left() + border.right() - columnSpan()) / stride + 1;
  }

  /** The rows from the first to the last that a window reads. */
  public int rowSpan() {
    return (height - 1) * dilation + 1;
  }

  /** The columns from the first to the last that a window reads. */
  public int columnSpan() {
    return (width - 1) * dilation + 1;
  }

  /** Whether each output pixel reads just its own input pixel. */
  public boolean isPoint() {
    return equals(POINT);
  }
}
