package dev.nasnet.architecture;

import dev.nasnet.architecture.Layer.Window;
import java.util.Optional;

/**
 * Zeros around a convolution's input and a VALID window are a SAME window on the input itself,
 * where SAME adds just these zeros. Not so for pools: their SAME ignores the border.
 */
public final class SameWindow {
  private SameWindow() {}

  /**
   * The window that takes the place of both, if there is one.
   *
   * @param window of the convolution
   * @param pad what it reads
   * @param unpadded the shape of what the pad reads
   */
  public static Optional<Window> of(Window window, Layer.ZeroPadding2D pad, OutputShape unpadded) {
    Window same = new Window(window.height(), window.width(), window.stride(), Padding.SAME);
    return window.padding() == Padding.VALID && same.border(unpadded).equals(pad.border())
        ? Optional.of(same)
        : Optional.empty();
  }
}
