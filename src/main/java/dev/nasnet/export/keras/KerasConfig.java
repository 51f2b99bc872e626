package dev.nasnet.export.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import java.util.Locale;

/**
 * Writes a layer list as Keras's JSON. A layer has only the arguments that differ from Keras's
 * defaults, in the forms that Keras 2 and Keras 3 both read.
 */
public final class KerasConfig {
  private KerasConfig() {}

  /**
   * {@return the config of a functional model: its layers, its input and its output}
   *
   * @param network the network of which each layer becomes an entry
   */
  public static JsonObject model(Network network) {
    JsonArray layers = new JsonArray();
    network.layers().forEach(layer -> layers.add(placed(layer)));
    JsonObject config = new JsonObject();
    config.addProperty("name", network.spec().name());
    config.addProperty("trainable", true);
    config.add("layers", layers);
    config.add("input_layers", tensor(network.input().name()));
    config.add("output_layers", tensor(network.output().name()));
    return config;
  }

  /**
   * {@return the constructor arguments of a layer}
   *
   * @param layer any layer of Keras
   */
  public static JsonObject arguments(Layer layer) {
    JsonObject config = new JsonObject();
    config.addProperty("name", layer.name());
    if (layer instanceof Layer.InputLayer input) {
      config.add("batch_input_shape", shape(input.output()));
      config.addProperty("dtype", "float32");
      config.addProperty("sparse", false);
      config.addProperty("ragged", false);
      return config;
    }
    config.addProperty("trainable", true);
    config.addProperty("dtype", "float32");
    if (!layer.variables().isEmpty()) {
      weighted(config, layer);
    } else {
      weightless(config, layer);
    }
    return config;
  }

  /**
   * {@return the shape of a layer's input, or a list of shapes where the layer merges several}
   *
   * @param network the network that contains the layer
   * @param layer the layer, which has at least one input
   */
  public static JsonArray inputShape(Network network, Layer layer) {
    JsonArray shapes = new JsonArray();
    layer.inputs().forEach(name -> shapes.add(shape(network.layer(name).output())));
    return merges(layer) ? shapes : shapes.get(0).getAsJsonArray();
  }

  /** Returns a shape with an open batch dimension: {@code [null, …]}. */
  static JsonArray shape(OutputShape output) {
    JsonArray shape = new JsonArray();
    shape.add(JsonNull.INSTANCE);
    output.dimensions().forEach(shape::add);
    return shape;
  }

  private static boolean merges(Layer layer) {
    return layer instanceof Layer.Add || layer instanceof Layer.Concatenate;
  }

  private static JsonObject placed(Layer layer) {
    JsonArray calls = new JsonArray();
    if (!layer.inputs().isEmpty()) {
      JsonArray call = new JsonArray();
      for (String input : layer.inputs()) {
        JsonArray tensor = tensor(input);
        tensor.add(new JsonObject());
        call.add(tensor);
      }
      calls.add(call);
    }
    JsonObject entry = new JsonObject();
    entry.addProperty("class_name", layer.kerasClass());
    entry.add("config", arguments(layer));
    entry.addProperty("name", layer.name());
    entry.add("inbound_nodes", calls);
    return entry;
  }

  private static JsonArray tensor(String layer) {
    JsonArray tensor = new JsonArray();
    tensor.add(layer);
    tensor.add(0);
    tensor.add(0);
    return tensor;
  }

  private static void weighted(JsonObject config, Layer layer) {
    if (layer instanceof WeightedLayer.Conv2D convolution) {
      config.addProperty("filters", convolution.output().channels());
      kernel(config, convolution.window(), convolution.bias());
    } else if (layer instanceof WeightedLayer.DepthwiseConv2D depthwise) {
      kernel(config, depthwise.window(), false);
    } else if (layer instanceof WeightedLayer.SeparableConv2D separable) {
      config.addProperty("filters", separable.output().channels());
      kernel(config, separable.window(), false);
    } else if (layer instanceof WeightedLayer.BatchNormalization norm) {
      config.addProperty("axis", norm.output().dimensions().size());
      config.addProperty("momentum", norm.momentum());
      config.addProperty("epsilon", norm.epsilon());
    } else if (layer instanceof WeightedLayer.Dense dense) {
      config.addProperty("units", dense.output().channels());
      config.addProperty("activation", dense.activation().kerasName());
      config.addProperty("use_bias", true);
    } else {
      throw unknown(layer);
    }
  }

  private static void weightless(JsonObject config, Layer layer) {
    if (layer instanceof Layer.Activation) {
      config.addProperty("activation", "relu");
    } else if (layer instanceof Layer.ZeroPadding2D padding) {
      config.add("padding", border(padding.border()));
    } else if (layer instanceof Layer.Cropping2D cropping) {
      config.add("cropping", border(cropping.border()));
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      window(config, "pool_size", pool.window());
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      window(config, "pool_size", pool.window());
    } else if (layer instanceof Layer.Concatenate concatenate) {
      config.addProperty("axis", concatenate.output().dimensions().size());
    } else if (layer instanceof Layer.DropPath) {
      throw unknown(layer);
    } else if (layer instanceof Layer.Dropout dropout) {
      config.addProperty("rate", dropout.rate());
    }
  }

  private static void kernel(JsonObject config, Window window, boolean bias) {
    window(config, "kernel_size", window);
    if (window.dilation() > 1) {
      config.add("dilation_rate", pair(window.dilation(), window.dilation()));
    }
    config.addProperty("use_bias", bias);
  }

  private static void window(JsonObject config, String sizeKey, Window window) {
    config.add(sizeKey, pair(window.height(), window.width()));
    config.add("strides", pair(window.stride(), window.stride()));
    config.addProperty("padding", window.padding().name().toLowerCase(Locale.ROOT));
  }

  private static JsonArray border(Border border) {
    JsonArray sides = new JsonArray();
    sides.add(pair(border.top(), border.bottom()));
    sides.add(pair(border.left(), border.right()));
    return sides;
  }

  private static JsonArray pair(int first, int second) {
    JsonArray pair = new JsonArray();
    pair.add(new JsonPrimitive(first));
    pair.add(new JsonPrimitive(second));
    return pair;
  }

  private static IllegalArgumentException unknown(Layer layer) {
    return new IllegalArgumentException(
        "layer (%s) must be one that Keras has; export Network.forInference()"
            .formatted(layer.name()));
  }
}
