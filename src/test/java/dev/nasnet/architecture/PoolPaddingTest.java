package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Layer.AveragePooling2D;
import dev.nasnet.architecture.Layer.Cropping2D;
import dev.nasnet.architecture.Layer.MaxPooling2D;
import dev.nasnet.architecture.Layer.ZeroPadding2D;
import org.junit.jupiter.api.Test;

/** Padding of the pools of reduction cells, and of the two paths that halve an older input. */
class PoolPaddingTest {
  /** timm pads average pools with zeros, and its max pools ignore the border (nasnet.py). */
  @Test
  void ofTimmsPoolsOnlyAveragesArePadded() {
    assertThat(strided(PoolPadding.TIMM, MaxPooling2D.class)).isEqualTo(Padding.SAME);
    assertThat(strided(PoolPadding.TIMM, AveragePooling2D.class)).isEqualTo(Padding.VALID);
    assertThat(strided(PoolPadding.SAME, MaxPooling2D.class)).isEqualTo(Padding.SAME);
    assertThat(strided(PoolPadding.SAME, AveragePooling2D.class)).isEqualTo(Padding.SAME);
  }

  /** Keras's path: a row and a column of zeros at the end, then the first of each are cropped. */
  @Test
  void theOddPathIsShiftedByOnePixel() {
    Network network = network(PoolPadding.SAME);
    Cropping2D crop = (Cropping2D) first(network, Cropping2D.class);
    ZeroPadding2D pad = (ZeroPadding2D) network.layer(crop.inputs().get(0));
    assertThat(pad.border()).isEqualTo(new Border(0, 1, 0, 1));
    assertThat(crop.border()).isEqualTo(new Border(1, 0, 1, 0));
  }

  @Test
  void rowsAndColumnsAreHalvedEachByTheirOwnNumber() {
    Network wide =
        Network.of(
            NasNetSpec.cifar().toBuilder().notation("1@24").size(new ImageSize(32, 48)).build());
    Layer last = wide.layer(first(wide, Layer.GlobalAveragePooling2D.class).inputs().get(0));
    assertThat(last.output().height()).isEqualTo(8);
    assertThat(last.output().width()).isEqualTo(12);
  }

  private static Padding strided(PoolPadding padding, Class<? extends Layer> kind) {
    return network(padding).layers().stream()
        .filter(kind::isInstance)
        .map(PoolPaddingTest::window)
        .filter(window -> window.stride() == 2 && window.height() == 3)
        .map(Window::padding)
        .distinct()
        .reduce(
            (one, other) -> {
              throw new AssertionError("pools of both paddings");
            })
        .orElseThrow();
  }

  private static Window window(Layer layer) {
    return layer instanceof MaxPooling2D max ? max.window() : ((AveragePooling2D) layer).window();
  }

  private static Layer first(Network network, Class<? extends Layer> kind) {
    return network.layers().stream().filter(kind::isInstance).findFirst().orElseThrow();
  }

  private static Network network(PoolPadding padding) {
    return Network.of(
        NasNetSpec.mobile().toBuilder().notation("2@288").poolPadding(padding).build());
  }
}
