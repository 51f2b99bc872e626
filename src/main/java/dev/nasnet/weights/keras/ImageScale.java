package dev.nasnet.weights.keras;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arithmetic that a model does to its image before the first convolution: {@code factor * pixel
 * + offset}.
 *
 * @param factor what the image is multiplied by
 * @param offset what is added to it afterwards
 * @param layers the layers that do so, in order
 * @param last the id of the last of them, or of the image
 */
record ImageScale(double factor, double offset, List<KerasLayer> layers, String last) {
  private static final double LARGEST_PIXEL = 255;

  /** Half of the range of pixels: this project's networks take {@code pixel / 127.5 - 1}. */
  private static final double HALF = LARGEST_PIXEL / 2;

  private static final double ROUNDING = 1e-6;

  /** Follows the layers behind the image for as long as they are arithmetic. */
  static ImageScale of(LayerGraph graph) {
    ImageScale scale = new ImageScale(1, 0, List.of(), graph.input());
    List<KerasLayer> readers = graph.readers(scale.last());
    while (readers.size() == 1) {
      Optional<ImageScale> next = scale.then(readers.get(0));
      if (next.isEmpty()) {
        break;
      }
      scale = next.get();
      readers = graph.readers(scale.last());
    }
    scale.requirePixels();
    return scale;
  }

  /** Whether the model takes pixels of 0…255, since it scales them itself. */
  boolean takesPixels() {
    return !layers.isEmpty();
  }

  /** What the first convolution's kernel is to be multiplied by, for images of −1…1. */
  double kernelFactor() {
    return takesPixels() ? near(factor * HALF, 1) : 1;
  }

  /** What is added to images of −1…1 after {@link #kernelFactor}. */
  double remainder() {
    return takesPixels() ? near(factor * HALF + offset, 0) : 0;
  }

  private Optional<ImageScale> then(KerasLayer layer) {
    Optional<Double> number = layer.operand();
    double value = number.orElse(0.0);
    boolean isFirst = layer.operandFirst();
    return switch (operation(layer)) {
      case "Rescaling" ->
          Optional.of(after(layer, single(layer, "scale", 1), single(layer, "offset", 0)));
      case "TrueDivide", "Divide" ->
          isFirst || value == 0 ? Optional.empty() : number.map(n -> after(layer, 1 / n, 0));
      case "Subtract" ->
          isFirst ? number.map(n -> after(layer, -1, n)) : number.map(n -> after(layer, 1, -n));
      case "Multiply" -> number.map(n -> after(layer, n, 0));
      case "Add" -> number.map(n -> after(layer, 1, n));
      default -> Optional.empty();
    };
  }

  /** tf_keras wraps an operation as {@code TFOpLambda}, with the function's name as argument. */
  private static String operation(KerasLayer layer) {
    if (!layer.kerasClass().equals("TFOpLambda")) {
      return layer.kerasClass();
    }
    return switch (layer.config().text("function").orElse("")) {
      case "math.truediv", "math.divide", "__operators__.truediv" -> "TrueDivide";
      case "math.subtract", "__operators__.sub" -> "Subtract";
      case "math.multiply", "__operators__.mul" -> "Multiply";
      case "math.add", "__operators__.add" -> "Add";
      default -> "";
    };
  }

  private ImageScale after(KerasLayer layer, double times, double plus) {
    List<KerasLayer> all = new ArrayList<>(layers);
    all.add(layer);
    return new ImageScale(factor * times, offset * times + plus, List.copyOf(all), layer.id());
  }

  private static double single(KerasLayer layer, String key, double otherwise) {
    Optional<JsonElement> given = layer.config().get(key);
    if (given.isEmpty()) {
      return otherwise;
    }
    return given
        .flatMap(Config::number)
        .orElseThrow(
            () ->
                UnfollowedLayerException.of(
                    layer, "has a %s a channel, where one number is followed".formatted(key)));
  }

  /** Pixels that leave this range were meant to be something else than 0…255. */
  private void requirePixels() {
    double most = Math.max(Math.abs(offset), Math.abs(factor * LARGEST_PIXEL + offset));
    if (takesPixels() && (most > LARGEST_PIXEL + ROUNDING || factor == 0)) {
      throw UnfollowedLayerException.of(
          layers.get(layers.size() - 1),
          "makes %.6g to %.6g of pixels of 0 to 255, which is no scaling of such pixels"
              .formatted(offset, factor * LARGEST_PIXEL + offset));
    }
  }

  private static double near(double value, double whole) {
    return Math.abs(value - whole) < ROUNDING ? whole : value;
  }
}
