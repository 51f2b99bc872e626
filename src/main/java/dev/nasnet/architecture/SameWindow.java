package dev.nasnet.architecture;

import java.util.Optional;

/**
 * Replaces zero padding and a VALID window of a convolution by a SAME window, where SAME adds
 * exactly these zeros. This does not hold for pools, of which SAME ignores the border.
 */
public final class SameWindow {
  private SameWindow() {}

  /**
   * {@return the SAME window that replaces both, or nothing if SAME would add other zeros}
   *
   * @param window the window of the convolution
   * @param pad the padding that the convolution reads
   * @param unpadded the shape of the padding's input
   */
  public static Optional<Window> of(Window window, Layer.ZeroPadding2D pad, OutputShape unpadded) {
    Window same =
        new Window(
            window.height(), window.width(), window.stride(), Padding.SAME, window.dilation());
    return window.padding() == Padding.VALID && same.border(unpadded).equals(pad.border())
        ? Optional.of(same)
        : Optional.empty();
  }
}
