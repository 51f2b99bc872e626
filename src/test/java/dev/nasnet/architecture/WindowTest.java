package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes and borders of sliding windows, against a count of the windows that fit. */
class WindowTest {
  private static final int LARGEST = 13;

  @Test
  void aValidWindowLiesWithinTheInput() {
    for (int size = 1; size <= LARGEST; size++) {
      for (int kernel = 1; kernel <= size; kernel++) {
        for (int stride = 1; stride <= 3; stride++) {
          Window window = new Window(kernel, 1, stride, Padding.VALID);
          OutputShape output = window.output(OutputShape.map(size, LARGEST, 2), 7);
          assertThat(output)
              .as("%s of %d rows", window, size)
              .isEqualTo(
                  OutputShape.map(windows(size, kernel, stride), windows(LARGEST, 1, stride), 7));
          assertThat(window.border(OutputShape.map(size, LARGEST, 2)))
              .isEqualTo(new Border(0, 0, 0, 0));
        }
      }
    }
  }

  /** The output has a pixel for each stride that begins, with as few zeros as this needs. */
  @Test
  void aSameWindowReadsAsFewZerosAsItCan() {
    for (int size = 1; size <= LARGEST; size++) {
      for (int kernel = 1; kernel <= 7; kernel++) {
        for (int stride = 1; stride <= 3; stride++) {
          checkSame(new Window(1, kernel, stride, Padding.SAME), kernel, size);
        }
        checkSame(new Window(1, kernel, 1, Padding.SAME, 2), 2 * kernel - 1, size);
      }
    }
  }

  private static void checkSame(Window window, int span, int size) {
    OutputShape input = OutputShape.map(LARGEST, size, 2);
    int columns = windows(size, 1, window.stride());
    assertThat(window.output(input, 3).width()).as("%s of %d", window, size).isEqualTo(columns);
    int zeros = 0;
    while (windows(size + zeros, span, window.stride()) < columns) {
      zeros++;
    }
    assertThat(window.border(input))
        .as("%s of %d columns", window, size)
        .isEqualTo(new Border(0, 0, zeros / 2, zeros - zeros / 2));
  }

  /** Counts the windows of a span that lie within a size. */
  private static int windows(int size, int span, int stride) {
    int count = 0;
    for (int begin = 0; begin + span <= size; begin += stride) {
      count++;
    }
    return count;
  }

  @Test
  void aSameWindowReplacesJustItsOwnZeros() {
    OutputShape even = OutputShape.map(12, 12, 4);
    Window valid = Window.square(3, 2, Padding.VALID);
    Window same = Window.square(3, 2, Padding.SAME);
    assertThat(SameWindow.of(valid, zeros(0, 1), even)).contains(same);
    assertThat(SameWindow.of(valid, zeros(1, 1), even)).isEmpty();
    assertThat(SameWindow.of(valid, zeros(1, 1), OutputShape.map(11, 11, 4))).contains(same);
    assertThat(SameWindow.of(same, zeros(0, 1), even)).isEmpty();
    Window dilated = new Window(3, 3, 1, Padding.VALID, 2);
    assertThat(SameWindow.of(dilated, zeros(2, 2), even))
        .contains(new Window(3, 3, 1, Padding.SAME, 2));
    assertThat(SameWindow.of(dilated, zeros(1, 1), even)).isEmpty();
  }

  private static Layer.ZeroPadding2D zeros(int before, int after) {
    LayerCall call = new LayerCall("zeros", Location.IMAGE, List.of(), OutputShape.vector(1));
    return new Layer.ZeroPadding2D(call, new Border(before, after, before, after));
  }

  @Test
  void aBorderIsAddedOrTakenAway() {
    Border border = new Border(1, 2, 3, 5);
    OutputShape shape = OutputShape.map(10, 20, 6);
    assertThat(border.around(shape, 1)).isEqualTo(OutputShape.map(13, 28, 6));
    assertThat(border.around(shape, -1)).isEqualTo(OutputShape.map(7, 12, 6));
  }

  @Test
  void shapesAreMapsOrVectors() {
    OutputShape map = OutputShape.map(100_000, 50_000, 3);
    assertThat(map.isMap()).isTrue();
    assertThat(map.pixels()).isEqualTo(5_000_000_000L);
    assertThat(map.channels()).isEqualTo(3);
    assertThat(map.withChannels(8)).isEqualTo(OutputShape.map(100_000, 50_000, 8));
    OutputShape vector = OutputShape.vector(9);
    assertThat(vector.isMap()).isFalse();
    assertThat(vector.pixels()).isEqualTo(1);
    assertThat(vector.channels()).isEqualTo(9);
    assertThat(vector.withChannels(4)).isEqualTo(OutputShape.vector(4));
  }
}
