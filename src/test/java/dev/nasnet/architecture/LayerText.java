package dev.nasnet.architecture;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Short texts of layers, in which their windows and borders are easy to compare. */
final class LayerText {
  private LayerText() {}

  /** The texts of several layers, separated by commas. */
  static String of(List<Layer> layers) {
    return layers.stream().map(LayerText::of).collect(Collectors.joining(", "));
  }

  private static String of(Layer layer) {
    if (layer instanceof WeightedLayer.Conv2D convolution) {
      return "conv " + of(convolution.window());
    } else if (layer instanceof WeightedLayer.SeparableConv2D separable) {
      return "sep " + of(separable.window());
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      return "avg " + of(pool.window());
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      return "max " + of(pool.window());
    } else if (layer instanceof Layer.ZeroPadding2D padding) {
      Border border = padding.border();
      return "pad %d %d %d %d"
          .formatted(border.top(), border.bottom(), border.left(), border.right());
    }
    return switch (layer.kerasClass()) {
      case "Activation" -> "relu";
      case "BatchNormalization" -> "norm";
      case "DropPath" -> "drop";
      default -> layer.kerasClass();
    };
  }

  private static String of(Window window) {
    String dilation = window.dilation() == 1 ? "" : " every " + window.dilation();
    return "%dx%d/%d %s%s"
        .formatted(
            window.height(),
            window.width(),
            window.stride(),
            window.padding().name().toLowerCase(Locale.ROOT),
            dilation);
  }
}
