package dev.nasnet.internal.evaluator;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import dev.nasnet.export.numbers.Transposition;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes an inference network, layer by layer, in plain Java: the reference of ONNX and LiteRT
 * files. It reads the layer list as Keras does, so that it shares nothing with a file but the sums.
 */
final class NetworkEvaluator {
  private final LayeredNetwork network;
  private final Weights weights;
  private final Rounding rounding;
  private final Map<String, Integer> lastReaders = new HashMap<>();
  private final Map<String, FeatureMap> maps = new HashMap<>();

  NetworkEvaluator(LayeredNetwork network, Weights weights, Rounding rounding) {
    this.network = network;
    this.weights = weights;
    this.rounding = rounding;
    List<Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      for (String input : layers.get(i).inputs()) {
        lastReaders.put(input, i);
      }
    }
  }

  /**
   * What a network outputs.
   *
   * @param features what the classifier reads; without one, the output
   * @param logits before softmax; without a classifier, the output
   */
  record Outputs(FeatureMap features, FeatureMap logits) {}

  /** Computes one image, in −1…1. */
  Outputs run(FeatureMap image) {
    maps.put(network.input().name(), rounding.of(network.input(), image));
    List<Layer> layers = network.layers();
    for (int i = 1; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (layer instanceof WeightedLayer.Dense dense) {
        FeatureMap features = input(layer, 0);
        FeatureMap logits = FeatureMapOps.dense(features, values(dense, 0), values(dense, 1));
        return new Outputs(features, rounding.of(dense, logits));
      }
      maps.put(layer.name(), rounding.of(layer, output(layer)));
      int place = i;
      layer.inputs().stream()
          .filter(input -> Objects.requireNonNull(lastReaders.get(input)) == place)
          .forEach(maps::remove);
    }
    FeatureMap output = map(network.output().name());
    return new Outputs(output, output);
  }

  private FeatureMap output(Layer layer) {
    FeatureMap x = input(layer, 0);
    if (layer instanceof WeightedLayer.Conv2D conv) {
      FeatureMap sums = WindowOps.convolution(x, kernel(conv, 0), sliding(conv, conv.window()));
      return conv.bias() ? WindowOps.plus(sums, values(conv, 1)) : sums;
    } else if (layer instanceof WeightedLayer.DepthwiseConv2D conv) {
      return WindowOps.depthwise(x, kernel(conv, 0), sliding(conv, conv.window()));
    } else if (layer instanceof WeightedLayer.SeparableConv2D conv) {
      FeatureMap between = WindowOps.depthwise(x, kernel(conv, 0), sliding(conv, conv.window()));
      return WindowOps.convolution(between, kernel(conv, 1), SlidingWindow.POINT);
    } else if (layer instanceof WeightedLayer.BatchNormalization norm) {
      return normalised(norm, x);
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      return WindowOps.average(x, sliding(pool, pool.window()), false);
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      return WindowOps.maximum(x, sliding(pool, pool.window()));
    }
    return simple(layer, x);
  }

  private FeatureMap simple(Layer layer, FeatureMap x) {
    if (layer instanceof Layer.Activation) {
      return FeatureMapOps.relu(x);
    } else if (layer instanceof Layer.Add) {
      return layer.inputs().stream().skip(1).map(this::map).reduce(x, FeatureMapOps::sum);
    } else if (layer instanceof Layer.Concatenate) {
      return FeatureMapOps.beside(layer.inputs().stream().map(this::map).toList());
    } else if (layer instanceof Layer.ZeroPadding2D pad) {
      return framed(layer, x, pad.border().top(), pad.border().left());
    } else if (layer instanceof Layer.Cropping2D crop) {
      return framed(layer, x, -crop.border().top(), -crop.border().left());
    } else if (layer instanceof Layer.GlobalAveragePooling2D) {
      return FeatureMapOps.means(x);
    } else if (layer instanceof Layer.GlobalMaxPooling2D) {
      return FeatureMapOps.largest(x);
    }
    throw new IllegalStateException("no reference for " + layer);
  }

  private static FeatureMap framed(Layer layer, FeatureMap x, int top, int left) {
    OutputShape output = layer.output();
    return FeatureMapOps.framed(x, top, left, output.height(), output.width());
  }

  private FeatureMap normalised(WeightedLayer.BatchNormalization layer, FeatureMap x) {
    float[] gamma = values(layer, 0);
    float[] beta = values(layer, 1);
    float[] mean = values(layer, 2);
    float[] variance = values(layer, 3);
    float[] normalised = x.values().clone();
    for (int channel = 0; channel < gamma.length; channel++) {
      double scale = gamma[channel] / Math.sqrt(variance[channel] + layer.epsilon());
      for (int i = channel * x.pixels(); i < (channel + 1) * x.pixels(); i++) {
        normalised[i] = (float) ((normalised[i] - mean[channel]) * scale + beta[channel]);
      }
    }
    return x.with(normalised);
  }

  private SlidingWindow sliding(Layer layer, Window window) {
    OutputShape input = network.layer(layer.inputs().get(0)).output();
    return new SlidingWindow(
        window.height(), window.width(), window.stride(), window.border(input), window.dilation());
  }

  private FeatureMap input(Layer layer, int index) {
    return map(layer.inputs().get(index));
  }

  private FeatureMap map(String layer) {
    return Objects.requireNonNull(maps.get(layer), layer);
  }

  private float[] values(Layer layer, int variable) {
    return array(layer, variable).values();
  }

  /** A kernel {@code [k, k, in, out]} as {@code [out, in, k, k]}. */
  private float[] kernel(Layer layer, int variable) {
    NamedArray array = array(layer, variable);
    List<Integer> shape = array.shape();
    return Transposition.ofKernel(
        array.values(), shape.get(0) * shape.get(1), shape.get(2), shape.get(3));
  }

  private NamedArray array(Layer layer, int variable) {
    return weights.get(layer.variables().get(variable).name());
  }
}
