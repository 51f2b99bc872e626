package dev.nasnet.architecture;

import dev.nasnet.architecture.VariableSpec.Role;
import java.util.List;

/** A Keras layer with its inputs, its output's shape and its arguments. */
public sealed interface Layer {
  /** {@return the name, place and connections} */
  LayerCall call();

  /** {@return a layer of the same class and with the same arguments, called in another way} */
  Layer with(LayerCall call);

  /** {@return the Keras layer name, unique in a network} */
  default String name() {
    return call().name();
  }

  /** {@return the place in the network and the purpose there} */
  default Location location() {
    return call().location();
  }

  /** {@return the names of the layers that it reads, in call order} */
  default List<String> inputs() {
    return call().inputs();
  }

  /** {@return the shape of its output, without the batch} */
  default OutputShape output() {
    return call().output();
  }

  /** {@return the same layer at the same location, reading other layers of the same shapes} */
  default Layer reading(List<String> inputs) {
    return with(call().reading(inputs));
  }

  /** Without name and location: equal for layers that compute the same from the same inputs. */
  default Layer anonymous() {
    return with(new LayerCall("", Location.IMAGE, inputs(), output()));
  }

  /** {@return its float32 variables, in Keras's order} */
  default List<VariableSpec> variables() {
    return List.of();
  }

  /** {@return the Keras class, which is also the name of this record} */
  default String kerasClass() {
    return getClass().getSimpleName();
  }

  /** {@return the number of its parameters} */
  default long parameters() {
    return variables().stream().mapToLong(VariableSpec::size).sum();
  }

  /** {@return the multiply-adds for one image} As in the paper, only kernels count. */
  default long multiplyAdds() {
    return variables().stream()
        .filter(variable -> variable.role().isKernel())
        .mapToLong(variable -> variable.size() * output().pixels())
        .sum();
  }

  /** The image, float32 {@code [N, H, W, 3]} with values from −1 to 1. */
  record InputLayer(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new InputLayer(call);
    }
  }

  /** A convolution. It has a bias only if a batch norm was folded into it. */
  record Conv2D(LayerCall call, Window window, int inputChannels, boolean bias) implements Layer {
    @Override
    public List<VariableSpec> variables() {
      int channels = output().channels();
      List<Integer> shape = List.of(window.height(), window.width(), inputChannels, channels);
      VariableSpec kernel = new VariableSpec(name(), Role.KERNEL, shape);
      return bias
          ? List.of(kernel, new VariableSpec(name(), Role.BIAS, List.of(channels)))
          : List.of(kernel);
    }

    @Override
    public Layer with(LayerCall call) {
      return new Conv2D(call, window, inputChannels, bias);
    }
  }

  /** A depthwise convolution without bias: the first half of a separable one. */
  record DepthwiseConv2D(LayerCall call, Window window) implements Layer {
    @Override
    public List<VariableSpec> variables() {
      List<Integer> shape = List.of(window.height(), window.width(), output().channels(), 1);
      return List.of(new VariableSpec(name(), Role.DEPTHWISE_KERNEL, shape));
    }

    @Override
    public Layer with(LayerCall call) {
      return new DepthwiseConv2D(call, window);
    }
  }

  /** A depthwise convolution and then a pointwise one of stride 1, both without bias. */
  record SeparableConv2D(LayerCall call, Window window, int inputChannels) implements Layer {
    @Override
    public List<VariableSpec> variables() {
      return List.of(
          new VariableSpec(
              name(),
              Role.DEPTHWISE_KERNEL,
              List.of(window.height(), window.width(), inputChannels, 1)),
          new VariableSpec(
              name(), Role.POINTWISE_KERNEL, List.of(1, 1, inputChannels, output().channels())));
    }

    @Override
    public Layer with(LayerCall call) {
      return new SeparableConv2D(call, window, inputChannels);
    }
  }

  /** Batch norm over the channels; each step keeps the share {@code momentum} of the averages. */
  record BatchNormalization(LayerCall call, double momentum, double epsilon) implements Layer {
    @Override
    public List<VariableSpec> variables() {
      List<Integer> shape = List.of(output().channels());
      return List.of(
          new VariableSpec(name(), Role.GAMMA, shape),
          new VariableSpec(name(), Role.BETA, shape),
          new VariableSpec(name(), Role.MOVING_MEAN, shape),
          new VariableSpec(name(), Role.MOVING_VARIANCE, shape));
    }

    @Override
    public Layer with(LayerCall call) {
      return new BatchNormalization(call, momentum, epsilon);
    }
  }

  /** ReLU. */
  record Activation(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Activation(call);
    }
  }

  /** Adds rows and columns of zeros around a feature map. */
  record ZeroPadding2D(LayerCall call, Border border) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new ZeroPadding2D(call, border);
    }
  }

  /** Removes rows and columns from a feature map. */
  record Cropping2D(LayerCall call, Border border) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Cropping2D(call, border);
    }
  }

  /** The average over a window; with SAME, pixels beyond the border do not count. */
  record AveragePooling2D(LayerCall call, Window window) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new AveragePooling2D(call, window);
    }
  }

  /** The maximum over a window; with SAME, pixels beyond the border do not count. */
  record MaxPooling2D(LayerCall call, Window window) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new MaxPooling2D(call, window);
    }
  }

  /** The sum of tensors of one shape. */
  record Add(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Add(call);
    }
  }

  /** The concatenation of tensors along the channels. */
  record Concatenate(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Concatenate(call);
    }
  }

  /** The mean over height and width. */
  record GlobalAveragePooling2D(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new GlobalAveragePooling2D(call);
    }
  }

  /** The maximum over height and width. */
  record GlobalMaxPooling2D(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new GlobalMaxPooling2D(call);
    }
  }

  /** A feature map as a vector. */
  record Flatten(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Flatten(call);
    }
  }

  /** Training only: sets a share {@code rate} of the features to 0 and scales up the others. */
  record Dropout(LayerCall call, double rate) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Dropout(call, rate);
    }
  }

  /**
   * Training only: with probability 1 − keep, sets this branch to 0 for a whole example
   * (ScheduledDropPath of arXiv:1707.07012). {@code keep} is the value at the end of the schedule,
   * {@code keep_t = 1 − t·(1 − keep)} with t from 0 to 1.
   */
  record DropPath(LayerCall call, double keep) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new DropPath(call, keep);
    }
  }

  /** A dense layer with bias and an activation. */
  record Dense(LayerCall call, int inputChannels, HeadActivation activation) implements Layer {
    @Override
    public List<VariableSpec> variables() {
      return List.of(
          new VariableSpec(name(), Role.KERNEL, List.of(inputChannels, output().channels())),
          new VariableSpec(name(), Role.BIAS, List.of(output().channels())));
    }

    @Override
    public Layer with(LayerCall call) {
      return new Dense(call, inputChannels, activation);
    }
  }

  /** A sliding window. Stride and dilation are those of both directions; one of them is 1. */
  record Window(int height, int width, int stride, Padding padding, int dilation) {
    /** Creates a window without dilation. */
    public Window(int height, int width, int stride, Padding padding) {
      this(height, width, stride, padding, 1);
    }

    /** {@return a square window} */
    public static Window square(int size, int stride, Padding padding) {
      return new Window(size, size, stride, padding);
    }

    /** {@return the border that SAME adds to an input; an odd pixel is added at the end} */
    public Border border(OutputShape input) {
      int rows = padding.added(input.height(), span(height), stride);
      int columns = padding.added(input.width(), span(width), stride);
      return new Border(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
    }

    /** {@return the shape of the output for an input and a number of output channels} */
    public OutputShape output(OutputShape input, int channels) {
      int rows = padding.output(input.height(), span(height), stride);
      return OutputShape.map(rows, padding.output(input.width(), span(width), stride), channels);
    }

    /** The pixels from the first to the last that a side of the window reads. */
    private int span(int size) {
      return (size - 1) * dilation + 1;
    }
  }

  /** Numbers of pixels at the four sides. */
  record Border(int top, int bottom, int left, int right) {
    OutputShape around(OutputShape input, int sign) {
      return OutputShape.map(
          input.height() + sign * (top + bottom),
          input.width() + sign * (left + right),
          input.channels());
    }
  }
}
