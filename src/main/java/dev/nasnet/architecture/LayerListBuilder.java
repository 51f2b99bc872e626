package dev.nasnet.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds a list of layers. Each method appends one layer at a location, names it as Keras does, and
 * returns it.
 */
final class LayerListBuilder {
  private final NasNetSpec spec;
  private final LayerNames names;
  private final List<Layer> layers = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  LayerListBuilder(NasNetSpec spec) {
    this.spec = spec;
    names = new LayerNames(spec.cellSet().isNasNetA());
  }

  /** The layers in the order of their making. */
  List<Layer> layers() {
    return layers;
  }

  Layer input() {
    OutputShape shape = OutputShape.map(spec.size().height(), spec.size().width(), 3);
    String name = names.of(Location.IMAGE, "InputLayer");
    return add(new Layer.InputLayer(new LayerCall(name, Location.IMAGE, List.of(), shape)));
  }

  Layer convolution(Location at, Layer input, Window window, int filters) {
    OutputShape output = window.output(input.output(), filters);
    LayerCall call = call(at, "Conv2D", input, output);
    return add(new WeightedLayer.Conv2D(call, window, input.output().channels(), false));
  }

  Layer pointwise(Location at, Layer input, int filters) {
    return convolution(at, input, Window.square(1, 1, Padding.SAME), filters);
  }

  Layer separable(Location at, Layer input, Window window, int filters) {
    OutputShape output = window.output(input.output(), filters);
    LayerCall call = call(at, "SeparableConv2D", input, output);
    return add(new WeightedLayer.SeparableConv2D(call, window, input.output().channels()));
  }

  Layer batchNorm(Location at, Layer input) {
    LayerCall call = call(at, "BatchNormalization", input, input.output());
    return add(
        new WeightedLayer.BatchNormalization(
            call, spec.batchNormMomentum(), spec.batchNormEpsilon()));
  }

  Layer relu(Location at, Layer input) {
    return add(new Layer.Activation(call(at, "Activation", input, input.output())));
  }

  Layer zeroPad(Location at, Layer input, Border border) {
    OutputShape output = border.around(input.output(), 1);
    return add(new Layer.ZeroPadding2D(call(at, "ZeroPadding2D", input, output), border));
  }

  Layer crop(Location at, Layer input, Border border) {
    OutputShape output = border.around(input.output(), -1);
    return add(new Layer.Cropping2D(call(at, "Cropping2D", input, output), border));
  }

  Layer averagePool(Location at, Layer input, Window window) {
    OutputShape output = window.output(input.output(), input.output().channels());
    return add(new Layer.AveragePooling2D(call(at, "AveragePooling2D", input, output), window));
  }

  Layer maxPool(Location at, Layer input, Window window) {
    OutputShape output = window.output(input.output(), input.output().channels());
    return add(new Layer.MaxPooling2D(call(at, "MaxPooling2D", input, output), window));
  }

  Layer sum(Location at, Layer left, Layer right) {
    return add(new Layer.Add(call(at, "Add", List.of(left, right), left.output())));
  }

  Layer concatenate(Location at, List<Layer> inputs) {
    int channels = inputs.stream().mapToInt(input -> input.output().channels()).sum();
    OutputShape output = inputs.get(0).output().withChannels(channels);
    return add(new Layer.Concatenate(call(at, "Concatenate", inputs, output)));
  }

  Layer globalPool(Location at, Pooling pooling, Layer input) {
    return switch (pooling) {
      case NONE -> input;
      case AVG -> globalAverage(at, input);
      case MAX -> globalMaximum(at, input);
    };
  }

  private Layer globalAverage(Location at, Layer input) {
    LayerCall call = call(at, "GlobalAveragePooling2D", input, vector(input));
    return add(new Layer.GlobalAveragePooling2D(call));
  }

  private Layer globalMaximum(Location at, Layer input) {
    LayerCall call = call(at, "GlobalMaxPooling2D", input, vector(input));
    return add(new Layer.GlobalMaxPooling2D(call));
  }

  Layer flatten(Location at, Layer input) {
    OutputShape shape = input.output();
    int size = Math.toIntExact(shape.pixels() * shape.channels());
    return add(new Layer.Flatten(call(at, "Flatten", input, OutputShape.vector(size))));
  }

  Layer dropout(Location at, Layer input) {
    return add(new Layer.Dropout(call(at, "Dropout", input, input.output()), spec.dropout()));
  }

  Layer dropPath(Location at, Layer input, double keep) {
    return add(new Layer.DropPath(call(at, "DropPath", input, input.output()), keep));
  }

  Layer dense(Location at, Layer input, Head.Classifier classifier) {
    LayerCall call = call(at, "Dense", input, OutputShape.vector(classifier.classes()));
    return add(new WeightedLayer.Dense(call, input.output().channels(), classifier.activation()));
  }

  /** Two layers of one name would replace each other without an error. */
  private Layer add(Layer layer) {
    if (!taken.add(layer.name())) {
      throw new IllegalStateException("two layers are called " + layer.name());
    }
    layers.add(layer);
    return layer;
  }

  private LayerCall call(Location at, String kerasClass, Layer input, OutputShape output) {
    return call(at, kerasClass, List.of(input), output);
  }

  private LayerCall call(Location at, String kerasClass, List<Layer> inputs, OutputShape output) {
    List<String> read = inputs.stream().map(Layer::name).toList();
    return new LayerCall(names.of(at, kerasClass), at, read, output);
  }

  private static OutputShape vector(Layer input) {
    return OutputShape.vector(input.output().channels());
  }
}
