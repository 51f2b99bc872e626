package dev.nasnet.architecture;

/**
 * A sliding window. Stride and dilation are those of both directions; one of them is 1.
 *
 * @param height the number of rows of the kernel or window
 * @param width the number of columns of the kernel or window
 * @param stride the distance between two windows, in pixels, at least 1
 * @param padding whether zeros are added at the borders
 * @param dilation the distance between the pixels that a window reads; 1 for adjacent pixels
 */
public record Window(int height, int width, int stride, Padding padding, int dilation) {
  /**
   * Creates a window without dilation.
   *
   * @param height the number of rows of the kernel or window
   * @param width the number of columns of the kernel or window
   * @param stride the distance between two windows, in pixels, at least 1
   * @param padding whether zeros are added at the borders
   */
  public Window(int height, int width, int stride, Padding padding) {
    this(height, width, stride, padding, 1);
  }

  /**
   * {@return a square window}
   *
   * @param size the number of rows and of columns
   * @param stride the distance between two windows, in pixels, at least 1
   * @param padding whether zeros are added at the borders
   */
  public static Window square(int size, int stride, Padding padding) {
    return new Window(size, size, stride, padding);
  }

  /**
   * {@return the border that SAME adds to an input; an odd pixel is added at the end}
   *
   * @param input the shape of a feature map
   */
  public Border border(OutputShape input) {
    int rows = padding.added(input.height(), span(height), stride);
    int columns = padding.added(input.width(), span(width), stride);
    return new Border(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
  }

  /**
   * {@return the shape of the output for an input and a number of output channels}
   *
   * @param input the shape of a feature map
   * @param channels the number of output channels
   */
  public OutputShape output(OutputShape input, int channels) {
    int rows = padding.output(input.height(), span(height), stride);
    return OutputShape.map(rows, padding.output(input.width(), span(width), stride), channels);
  }

  /** The pixels from the first to the last that a side of the window reads. */
  private int span(int size) {
    return (size - 1) * dilation + 1;
  }
}
