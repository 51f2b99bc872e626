package dev.nasnet.weights.keras;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Holds one layer of a description against one of NASNet's, argument by argument. */
final class Comparison {
  private static final double ROUNDING = 1e-9;

  private final KerasLayer theirs;
  private final Config config;

  private Comparison(KerasLayer theirs) {
    this.theirs = theirs;
    config = theirs.config();
  }

  /**
   * Refuses a difference.
   *
   * @throws UnfollowedLayerException if the two do not compute the same
   */
  static void require(Layer ours, KerasLayer theirs) {
    new Comparison(theirs).require(ours);
  }

  static void requireChannelsLast(KerasLayer layer) {
    layer
        .config()
        .text("data_format")
        .filter(format -> !format.equals("channels_last"))
        .ifPresent(
            format -> {
              throw UnfollowedLayerException.of(
                  layer, "has data_format %s, where channels_last is followed".formatted(format));
            });
  }

  private void require(Layer ours) {
    requireClass(ours);
    requireChannelsLast(theirs);
    if (ours instanceof WeightedLayer.Conv2D convolution) {
      equal("filters", convolution.output().channels());
      convolution(convolution.window());
    } else if (ours instanceof WeightedLayer.SeparableConv2D separable) {
      equal("filters", separable.output().channels());
      ones("depth_multiplier");
      convolution(separable.window());
    } else if (ours instanceof WeightedLayer.BatchNormalization norm) {
      batchNorm(norm);
    } else if (ours instanceof Layer.Activation) {
      relu();
    } else if (ours instanceof Layer.AveragePooling2D pool) {
      window("pool_size", pool.window());
    } else if (ours instanceof Layer.MaxPooling2D pool) {
      window("pool_size", pool.window());
    } else if (ours instanceof Layer.ZeroPadding2D padding) {
      border("padding", padding.border());
    } else if (ours instanceof Layer.Cropping2D cropping) {
      border("cropping", cropping.border());
    } else if (ours instanceof Layer.Concatenate) {
      lastAxis();
    }
  }

  private void requireClass(Layer ours) {
    String expected = ours.kerasClass();
    String found =
        switch (theirs.kerasClass()) {
          case "ReLU" -> "Activation";
          case "SyncBatchNormalization" -> "BatchNormalization";
          default -> theirs.kerasClass();
        };
    if (!found.equals(expected)) {
      throw UnfollowedLayerException.of(
          theirs, "stands where NASNet has %s (%s)".formatted(ours.name(), expected));
    }
    if (theirs.operand().isPresent()) {
      throw UnfollowedLayerException.of(
          theirs, "calculates with a number, where NASNet has %s".formatted(ours.name()));
    }
  }

  private void convolution(Window window) {
    window("kernel_size", window);
    pair("dilation_rate", window.dilation(), window.dilation(), List.of(1, 1));
    ones("groups");
    word("activation", "linear");
    if (config.flag("use_bias", true)) {
      throw differs("use_bias", "true", "false");
    }
  }

  private void batchNorm(WeightedLayer.BatchNormalization norm) {
    lastAxis();
    near("momentum", norm.momentum(), 0.99);
    near("epsilon", norm.epsilon(), 1e-3);
    for (String part : List.of("center", "scale")) {
      if (!config.flag(part, true)) {
        throw differs(part, "false", "true");
      }
    }
    if (config.flag("renorm", false)) {
      throw differs("renorm", "true", "false");
    }
  }

  private void relu() {
    if (theirs.kerasClass().equals("Activation")) {
      word("activation", "relu");
      return;
    }
    config.number("max_value").ifPresent(most -> fail("max_value", most, "none"));
    for (String key : List.of("negative_slope", "alpha", "threshold")) {
      config.number(key).filter(value -> value != 0).ifPresent(value -> fail(key, value, "0"));
    }
  }

  private void fail(String key, double found, String expected) {
    throw differs(key, Double.toString(found), expected);
  }

  private void window(String sizeKey, Window window) {
    pair(sizeKey, window.height(), window.width(), List.of());
    // A pool's strides are its size where none are given.
    List<Integer> otherwise =
        sizeKey.equals("pool_size") ? config.integers(sizeKey) : List.of(1, 1);
    pair("strides", window.stride(), window.stride(), otherwise);
    String padding = config.text("padding").orElse("valid").toLowerCase(Locale.ROOT);
    String expected = window.padding().name().toLowerCase(Locale.ROOT);
    if (!padding.equals(expected)) {
      throw differs("padding", padding, expected);
    }
  }

  private void pair(String key, int first, int second, List<Integer> otherwise) {
    List<Integer> given = config.integers(key);
    List<Integer> found = given.isEmpty() ? otherwise : given;
    List<Integer> both = found.size() == 1 ? List.of(found.get(0), found.get(0)) : found;
    if (!both.equals(List.of(first, second))) {
      throw differs(key, both.toString(), List.of(first, second).toString());
    }
  }

  private void border(String key, Border border) {
    List<Integer> expected = List.of(border.top(), border.bottom(), border.left(), border.right());
    List<Integer> given = config.integers(key);
    List<Integer> found =
        switch (given.size()) {
          case 1 -> List.of(given.get(0), given.get(0), given.get(0), given.get(0));
          case 2 -> List.of(given.get(0), given.get(0), given.get(1), given.get(1));
          default -> given;
        };
    if (!found.equals(expected)) {
      throw differs(key, found.toString(), expected.toString());
    }
  }

  private void ones(String key) {
    List<Integer> given = config.integers(key);
    if (given.stream().anyMatch(value -> value != 1)) {
      throw differs(key, given.toString(), "1");
    }
  }

  private void lastAxis() {
    List<Integer> axis = config.integers("axis");
    if (axis.stream().anyMatch(value -> value != -1 && value != 3)) {
      throw differs("axis", axis.toString(), "the last");
    }
  }

  private void equal(String key, int expected) {
    Optional<Double> found = config.number(key);
    if (found.filter(value -> value == expected).isEmpty()) {
      throw differs(
          key, found.map(value -> Long.toString(Math.round(value))).orElse("none"), "" + expected);
    }
  }

  private void near(String key, double expected, double otherwise) {
    double found = config.number(key).orElse(otherwise);
    if (Math.abs(found - expected) > ROUNDING) {
      throw differs(key, Double.toString(found), Double.toString(expected));
    }
  }

  private void word(String key, String expected) {
    String found = config.word(key).orElse("linear");
    if (!found.equals(expected)) {
      throw differs(key, found, expected);
    }
  }

  private UnfollowedLayerException differs(String what, String found, String expected) {
    return UnfollowedLayerException.of(
        theirs, "has %s %s, where NASNet has %s".formatted(what, found, expected));
  }
}
