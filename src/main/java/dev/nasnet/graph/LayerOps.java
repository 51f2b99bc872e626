package dev.nasnet.graph;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Adds the ops of a layer to a graph, with one method for each kind of layer. The names of ops are
 * flat ({@code layer.Op}), because creating a sub-scope for each layer would scan the whole graph
 * each time.
 */
final class LayerOps {
  private static final Window POINTWISE = Window.square(1, 1, Padding.VALID);

  private final Ops tf;
  private final Mode mode;
  private final List<CustomKernelGradient> customGradients = new ArrayList<>();

  LayerOps(Ops tf, Mode mode) {
    this.tf = tf;
    this.mode = mode;
  }

  /** Returns those of the convolutions added so far that have a custom kernel gradient. */
  List<CustomKernelGradient> customGradients() {
    return List.copyOf(customGradients);
  }

  Operand<TFloat32> add(
      Layer layer, List<Operand<TFloat32>> inputs, List<Operand<TFloat32>> values) {
    Operand<TFloat32> x = inputs.get(0);
    if (layer instanceof WeightedLayer.Conv2D conv) {
      return convolution(conv, x, values);
    } else if (layer instanceof WeightedLayer.DepthwiseConv2D depthwise) {
      return depthwise(layer, depthwise.window(), x, values.get(0));
    } else if (layer instanceof WeightedLayer.SeparableConv2D separable) {
      return separable(separable, x, values);
    } else if (layer instanceof Layer.Activation) {
      return named(layer, "Relu").nn.relu(x);
    } else if (layer instanceof Layer.ZeroPadding2D pad) {
      return pad(pad, x);
    } else if (layer instanceof Layer.Cropping2D crop) {
      return crop(crop, x);
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      return averagePool(pool, x);
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      return maxPool(pool, x);
    } else if (layer instanceof Layer.Add) {
      return sum(layer, inputs);
    } else if (layer instanceof Layer.Concatenate) {
      return named(layer, "Concat").concat(inputs, tf.constant(3));
    }
    return vectorLayer(layer, x);
  }

  private Operand<TFloat32> vectorLayer(Layer layer, Operand<TFloat32> x) {
    if (layer instanceof Layer.GlobalAveragePooling2D) {
      return named(layer, "Mean").math.mean(x, spatialAxes());
    } else if (layer instanceof Layer.GlobalMaxPooling2D) {
      return named(layer, "Max").max(x, spatialAxes());
    } else if (layer instanceof Layer.Flatten flatten) {
      int size = flatten.output().channels();
      return named(layer, "Reshape").reshape(x, tf.constant(new int[] {-1, size}));
    } else if (layer instanceof Layer.Dropout dropout) {
      return mode instanceof Mode.Training training ? dropout(dropout, x, training) : x;
    } else if (layer instanceof Layer.DropPath dropPath) {
      return mode instanceof Mode.Training training ? dropPath(dropPath, x, training) : x;
    }
    throw new IllegalStateException("no op for " + layer);
  }

  private Operand<TFloat32> convolution(
      WeightedLayer.Conv2D layer, Operand<TFloat32> x, List<Operand<TFloat32>> values) {
    VariableSpec kernel = layer.variables().get(0);
    Operand<TFloat32> product =
        convolution(named(layer, "Conv2D"), layer.window(), x, kernel, values.get(0));
    return layer.bias() ? named(layer, "BiasAdd").nn.biasAdd(product, values.get(1)) : product;
  }

  private Operand<TFloat32> convolution(
      Ops named, Window window, Operand<TFloat32> x, VariableSpec kernel, Operand<TFloat32> value) {
    if (!hasCustomGradients() || !PointwiseFilter.isFasterFor(window)) {
      return named.nn.conv2d(x, value, strides(window), window.padding().name());
    }
    Operand<TFloat32> product =
        named.nn.conv2d(x, tf.stopGradient(value), strides(window), window.padding().name());
    customGradients.add(new PointwiseFilter(kernel, x, product));
    return product;
  }

  private Operand<TFloat32> depthwise(
      Layer layer, Window window, Operand<TFloat32> x, Operand<TFloat32> kernel) {
    if (window.dilation() > 1) {
      return new DilatedDepthwise(tf, layer, window).of(x, kernel);
    }
    return named(layer, "Depthwise")
        .nn
        .depthwiseConv2dNative(x, kernel, strides(window), window.padding().name());
  }

  private Operand<TFloat32> sum(Layer layer, List<Operand<TFloat32>> inputs) {
    return inputs.size() == 2
        ? named(layer, "Add").math.add(inputs.get(0), inputs.get(1))
        : named(layer, "AddN").math.addN(inputs);
  }

  private Operand<TFloat32> separable(
      WeightedLayer.SeparableConv2D layer, Operand<TFloat32> x, List<Operand<TFloat32>> kernels) {
    Operand<TFloat32> depthwise;
    if (hasCustomGradients() && DepthwiseFilter.isFasterFor(layer.window())) {
      depthwise = depthwise(layer, layer.window(), x, tf.stopGradient(kernels.get(0)));
      customGradients.add(
          new DepthwiseFilter(layer.variables().get(0), layer.window(), x, depthwise));
    } else {
      depthwise = depthwise(layer, layer.window(), x, kernels.get(0));
    }
    VariableSpec pointwise = layer.variables().get(1);
    return convolution(named(layer, "Pointwise"), POINTWISE, depthwise, pointwise, kernels.get(1));
  }

  private boolean hasCustomGradients() {
    return mode instanceof Mode.Training training && training.customKernelGradients();
  }

  private Operand<TFloat32> pad(Layer.ZeroPadding2D layer, Operand<TFloat32> x) {
    Border border = layer.border();
    int[][] paddings = {
      {0, 0}, {border.top(), border.bottom()}, {border.left(), border.right()}, {0, 0}
    };
    return named(layer, "Pad").pad(x, tf.constant(paddings), tf.constant(0f));
  }

  private Operand<TFloat32> crop(Layer.Cropping2D layer, Operand<TFloat32> x) {
    int[] begin = {0, layer.border().top(), layer.border().left(), 0};
    int[] size = {-1, layer.output().height(), layer.output().width(), -1};
    return named(layer, "Slice").slice(x, tf.constant(begin), tf.constant(size));
  }

  private Operand<TFloat32> averagePool(Layer.AveragePooling2D layer, Operand<TFloat32> x) {
    Window window = layer.window();
    return named(layer, "AvgPool")
        .nn
        .avgPool(x, size(window), strides(window), window.padding().name());
  }

  /**
   * Adds a MaxPool op with the raw op builder. {@code Ops} offers only MaxPoolV2, but the gradient
   * of that op takes six times as long on a CPU, and TFLite and TensorFlow.js do not support it.
   */
  private Operand<TFloat32> maxPool(Layer.MaxPooling2D layer, Operand<TFloat32> x) {
    Window window = layer.window();
    Scope scope = named(layer, "MaxPool").scope();
    return scope
        .opBuilder("MaxPool", "MaxPool")
        .addInput(x.asOutput())
        .setAttr("ksize", numbers(size(window)))
        .setAttr("strides", numbers(strides(window)))
        .setAttr("padding", window.padding().name())
        .build()
        .output(0);
  }

  private Operand<TFloat32> dropout(
      Layer.Dropout layer, Operand<TFloat32> x, Mode.Training training) {
    Operand<TFloat32> keep = tf.constant((float) (1 - layer.rate()));
    return masked(layer, x, tf.shape(x), keep, training);
  }

  /**
   * Adds drop path with one random decision for each example, so that the mask has the shape {@code
   * [N, 1, 1, 1]}. The keep probability falls linearly with the training's progress from 1 to
   * {@link Layer.DropPath#keep()}.
   */
  private Operand<TFloat32> dropPath(
      Layer.DropPath layer, Operand<TFloat32> x, Mode.Training training) {
    Operand<TInt32> batch =
        tf.slice(tf.shape(x), tf.constant(new int[1]), tf.constant(new int[] {1}));
    Operand<TInt32> shape =
        tf.concat(List.of(batch, tf.constant(new int[] {1, 1, 1})), tf.constant(0));
    Operand<TFloat32> drop =
        tf.math.mul(training.progress(), tf.constant((float) (1 - layer.keep())));
    return masked(layer, x, shape, tf.math.sub(tf.constant(1f), drop), training);
  }

  /**
   * Computes {@code x / keep · floor(keep + U[0, 1))}, as slim's {@code drop_path} does
   * (nasnet_utils.py).
   */
  private Operand<TFloat32> masked(
      Layer layer,
      Operand<TFloat32> x,
      Operand<TInt32> shape,
      Operand<TFloat32> keep,
      Mode.Training training) {
    long seed = training.seed() * 31 + layer.name().hashCode();
    Operand<TFloat32> uniform =
        tf.random.statelessRandomUniform(
            shape, tf.stack(List.of(tf.constant(seed), training.step())));
    Operand<TFloat32> mask = tf.math.floor(tf.math.add(keep, uniform));
    return named(layer, "Mask").math.mul(tf.math.div(x, keep), mask);
  }

  private Ops named(Layer layer, String op) {
    return tf.withName(layer.name() + "." + op);
  }

  private Operand<TInt32> spatialAxes() {
    return tf.constant(new int[] {1, 2});
  }

  static List<Long> strides(Window window) {
    return List.of(1L, (long) window.stride(), (long) window.stride(), 1L);
  }

  private static long[] numbers(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private static List<Long> size(Window window) {
    return List.of(1L, (long) window.height(), (long) window.width(), 1L);
  }
}
