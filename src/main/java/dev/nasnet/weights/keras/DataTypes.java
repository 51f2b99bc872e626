package dev.nasnet.weights.keras;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The number types of layers: floating point is read as float32, quantised weights are refused. */
final class DataTypes {
  private static final Set<String> FLOATS =
      Set.of(
          "float16", "bfloat16", "float32", "float64", "mixed_float16", "mixed_bfloat16", "half");

  private DataTypes() {}

  static void check(KerasLayer layer) {
    Optional<String> type = name(layer);
    if (type.filter(name -> !FLOATS.contains(name)).isPresent()) {
      throw UnfollowedLayerException.of(
          layer,
          "has the type %s, where float16, bfloat16, float32, float64 and mixed types are read"
              .formatted(type.orElse("")));
    }
  }

  /** The name of a layer's type or policy, such as {@code mixed_float16}. */
  static Optional<String> name(KerasLayer layer) {
    Config config = layer.config();
    Config policy = config.object("dtype");
    return config
        .object("quantization_config")
        .text("class_name")
        .map(name -> name.replace("QuantizationConfig", "").toLowerCase(Locale.ROOT))
        .or(() -> config.text("quantization_mode"))
        .or(() -> config.text("dtype"))
        .or(() -> policy.object("config").text("name"))
        .or(() -> policy.text("class_name"))
        .or(() -> policy.text("config"));
  }
}
