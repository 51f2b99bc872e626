package dev.nasnet.architecture;

import dev.nasnet.architecture.Layer.Border;
import dev.nasnet.architecture.Layer.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Layers in the order of their making; each method adds one and returns it. */
final class LayerList {
  private final NasNetSpec spec;
  private final LayerNames names = new LayerNames();
  private final List<Layer> layers = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  LayerList(NasNetSpec spec) {
    this.spec = spec;
  }

  List<Layer> layers() {
    return layers;
  }

  LayerNames names() {
    return names;
  }

  Layer input() {
    OutputShape shape = OutputShape.map(spec.size().height(), spec.size().width(), 3);
    return add(new Layer.InputLayer("input_layer", shape));
  }

  Layer convolution(String name, Layer input, Window window, int filters) {
    OutputShape output = window.output(input.output(), filters);
    return add(
        new Layer.Conv2D(name, reads(input), output, window, input.output().channels(), false));
  }

  Layer pointwise(String name, Layer input, int filters) {
    return convolution(name, input, Window.square(1, 1, Padding.SAME), filters);
  }

  Layer separable(String name, Layer input, Window window, int filters) {
    OutputShape output = window.output(input.output(), filters);
    return add(
        new Layer.SeparableConv2D(name, reads(input), output, window, input.output().channels()));
  }

  Layer batchNorm(String name, Layer input) {
    return add(
        new Layer.BatchNormalization(
            name, reads(input), input.output(), spec.batchNormMomentum(), spec.batchNormEpsilon()));
  }

  Layer relu(@Nullable String name, Layer input) {
    String given = name == null ? names.automatic("Activation") : name;
    return add(new Layer.Activation(given, reads(input), input.output()));
  }

  Layer zeroPad(@Nullable String name, Layer input, Border border) {
    String given = name == null ? names.automatic("ZeroPadding2D") : name;
    return add(
        new Layer.ZeroPadding2D(given, reads(input), border.around(input.output(), 1), border));
  }

  Layer crop(Layer input, Border border) {
    String name = names.automatic("Cropping2D");
    return add(new Layer.Cropping2D(name, reads(input), border.around(input.output(), -1), border));
  }

  Layer averagePool(String name, Layer input, Window window) {
    OutputShape output = window.output(input.output(), input.output().channels());
    return add(new Layer.AveragePooling2D(name, reads(input), output, window));
  }

  Layer maxPool(String name, Layer input, Window window) {
    OutputShape output = window.output(input.output(), input.output().channels());
    return add(new Layer.MaxPooling2D(name, reads(input), output, window));
  }

  Layer sum(String name, Layer left, Layer right) {
    return add(new Layer.Add(name, List.of(left.name(), right.name()), left.output()));
  }

  Layer concatenate(@Nullable String name, List<Layer> inputs) {
    int channels = inputs.stream().mapToInt(input -> input.output().channels()).sum();
    return add(
        new Layer.Concatenate(
            name == null ? names.automatic("Concatenate") : name,
            inputs.stream().map(Layer::name).toList(),
            inputs.get(0).output().withChannels(channels)));
  }

  Layer globalPool(Pooling pooling, Layer input) {
    return switch (pooling) {
      case NONE -> input;
      case AVG -> globalAverage(input);
      case MAX -> globalMaximum(input);
    };
  }

  private Layer globalAverage(Layer input) {
    return add(
        new Layer.GlobalAveragePooling2D(
            names.automatic("GlobalAveragePooling2D"), reads(input), vector(input)));
  }

  private Layer globalMaximum(Layer input) {
    return add(
        new Layer.GlobalMaxPooling2D(
            names.automatic("GlobalMaxPooling2D"), reads(input), vector(input)));
  }

  Layer flatten(String name, Layer input) {
    OutputShape shape = input.output();
    int size = Math.toIntExact(shape.pixels() * shape.channels());
    return add(new Layer.Flatten(name, reads(input), OutputShape.vector(size)));
  }

  Layer dropout(Layer input) {
    return add(new Layer.Dropout("dropout", reads(input), input.output(), spec.dropout()));
  }

  Layer dropPath(String name, Layer input, double keep) {
    return add(new Layer.DropPath(name, reads(input), input.output(), keep));
  }

  Layer dense(String name, Layer input, Head.Classifier classifier) {
    return add(
        new Layer.Dense(
            name,
            reads(input),
            OutputShape.vector(classifier.classes()),
            input.output().channels(),
            classifier.activation()));
  }

  /** A second layer of a name would silently take the first one's place. */
  private Layer add(Layer layer) {
    if (!taken.add(layer.name())) {
      throw new IllegalStateException("two layers are called " + layer.name());
    }
    layers.add(layer);
    return layer;
  }

  private static List<String> reads(Layer input) {
    return List.of(input.name());
  }

  private static OutputShape vector(Layer input) {
    return OutputShape.vector(input.output().channels());
  }
}
