package dev.nasnet.export.onnx;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.Window;
import dev.nasnet.export.numbers.Float16;
import dev.nasnet.export.onnx.proto.TensorProto;
import java.util.Arrays;

/**
 * The zeros that a pool's windows see around a feature map, as a constant {@code [1, 1, H, W]} of
 * the pool's output: 0 where a window reaches past the border, and the lowest number elsewhere.
 */
final class BorderZeros {
  private BorderZeros() {}

  /**
   * The constant of a pool; pools of one size share it.
   *
   * @param border the zeros' size
   * @param input the shape within the border
   */
  static TensorProto of(
      Layer.MaxPooling2D layer, Border border, OutputShape input, boolean isFloat16) {
    Window window = layer.window();
    int rows = layer.output().height();
    int columns = layer.output().width();
    float[] values = new float[rows * columns];
    Arrays.fill(values, isFloat16 ? -Float16.LARGEST : -Float.MAX_VALUE);
    for (int i = 0; i < values.length; i++) {
      int y = i / columns * window.stride() - border.top();
      int x = i % columns * window.stride() - border.left();
      boolean isWithin =
          y >= 0
              && x >= 0
              && y + window.height() <= input.height()
              && x + window.width() <= input.width();
      if (!isWithin) {
        values[i] = 0;
      }
    }
    String name =
        "zeros/%dx%d_of_%dx%d_at_%d_%d"
            .formatted(
                window.height(),
                window.stride(),
                input.height(),
                input.width(),
                border.top(),
                border.left());
    return Initializers.map(name, values, isFloat16, rows, columns);
  }
}
