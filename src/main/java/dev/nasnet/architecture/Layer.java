package dev.nasnet.architecture;

import dev.nasnet.architecture.VariableSpec.Role;
import java.util.List;

/** One Keras layer, called once: its name, whom it reads, what comes out, and its arguments. */
public sealed interface Layer {
  /** The Keras layer name, unique in a network. */
  String name();

  /** The names of the layers it reads, in call order. */
  List<String> inputs();

  /** Its output's shape. */
  OutputShape output();

  /** The same layer under another name, reading other layers of the same shapes. */
  Layer with(String name, List<String> inputs);

  /** Its variables, in Keras's order. */
  default List<VariableSpec> variables() {
    return List.of();
  }

  /** The Keras class, which is also this record's name. */
  default String kerasClass() {
    return getClass().getSimpleName();
  }

  /** The number of its parameters. */
  default long parameters() {
    return variables().stream().mapToLong(VariableSpec::size).sum();
  }

  /** Multiply-adds for one image; only kernels count, as the paper counts. */
  default long multiplyAdds() {
    return variables().stream()
        .filter(variable -> variable.role().isKernel())
        .mapToLong(variable -> variable.size() * output().pixels())
        .sum();
  }

  /** The image: float32 {@code [N, H, W, 3]}, −1…1. */
  record InputLayer(String name, OutputShape output) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of();
    }

    @Override
    public Layer with(String name, List<String> inputs) {
      return new InputLayer(name, output);
    }
  }

  /** A convolution; NASNet's own have no bias, one into which a batch norm was folded has. */
  record Conv2D(
      String name,
      List<String> inputs,
      OutputShape output,
      Window window,
      int inputChannels,
      boolean bias)
      implements Layer {
    @Override
    public List<VariableSpec> variables() {
      int channels = output.channels();
      List<Integer> shape = List.of(window.height(), window.width(), inputChannels, channels);
      VariableSpec kernel = new VariableSpec(name, Role.KERNEL, shape);
      return bias
          ? List.of(kernel, new VariableSpec(name, Role.BIAS, List.of(channels)))
          : List.of(kernel);
    }

    @Override
    public Layer with(String name, List<String> inputs) {
      return new Conv2D(name, inputs, output, window, inputChannels, bias);
    }
  }

  /** The first half of a separable convolution: one window a channel, without bias. */
  record DepthwiseConv2D(String name, List<String> inputs, OutputShape output, Window window)
      implements Layer {
    @Override
    public List<VariableSpec> variables() {
      List<Integer> shape = List.of(window.height(), window.width(), output.channels(), 1);
      return List.of(new VariableSpec(name, Role.DEPTHWISE_KERNEL, shape));
    }

    @Override
    public Layer with(String name, List<String> inputs) {
      return new DepthwiseConv2D(name, inputs, output, window);
    }
  }

  /** A depthwise and a pointwise convolution without bias; the pointwise one has stride 1. */
  record SeparableConv2D(
      String name, List<String> inputs, OutputShape output, Window window, int inputChannels)
      implements Layer {
    @Override
    public List<VariableSpec> variables() {
      return List.of(
          new VariableSpec(
              name,
              Role.DEPTHWISE_KERNEL,
              List.of(window.height(), window.width(), inputChannels, 1)),
          new VariableSpec(
              name, Role.POINTWISE_KERNEL, List.of(1, 1, inputChannels, output.channels())));
    }

    @Override
    public Layer with(String name, List<String> inputs) {
      return new SeparableConv2D(name, inputs, output, window, inputChannels);
    }
  }

  /** Batch norm over the channels; {@code momentum} is the share that a running average keeps. */
  record BatchNormalization(
      String name, List<String> inputs, OutputShape output, double momentum, double epsilon)
      implements Layer {
    @Override
    public List<VariableSpec> variables() {
      List<Integer> shape = List.of(output.channels());
      return List.of(
          new VariableSpec(name, Role.GAMMA, shape),
          new VariableSpec(name, Role.BETA, shape),
          new VariableSpec(name, Role.MOVING_MEAN, shape),
          new VariableSpec(name, Role.MOVING_VARIANCE, shape));
    }

    @Override
    public Layer with(String name, List<String> inputs) {
      return new BatchNormalization(name, inputs, output, momentum, epsilon);
    }
  }

  /** ReLU. */
  record Activation(String name, List<String> inputs, OutputShape output) implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new Activation(name, inputs, output);
    }
  }

  /** Zeros around the image. */
  record ZeroPadding2D(String name, List<String> inputs, OutputShape output, Border border)
      implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new ZeroPadding2D(name, inputs, output, border);
    }
  }

  /** Rows and columns taken away. */
  record Cropping2D(String name, List<String> inputs, OutputShape output, Border border)
      implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new Cropping2D(name, inputs, output, border);
    }
  }

  /** Average over a window; SAME does not count the border. */
  record AveragePooling2D(String name, List<String> inputs, OutputShape output, Window window)
      implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new AveragePooling2D(name, inputs, output, window);
    }
  }

  /** Maximum over a window; SAME does not see the border. */
  record MaxPooling2D(String name, List<String> inputs, OutputShape output, Window window)
      implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new MaxPooling2D(name, inputs, output, window);
    }
  }

  /** The sum of tensors of one shape. */
  record Add(String name, List<String> inputs, OutputShape output) implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new Add(name, inputs, output);
    }
  }

  /** Tensors side by side, along the channels. */
  record Concatenate(String name, List<String> inputs, OutputShape output) implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new Concatenate(name, inputs, output);
    }
  }

  /** The mean over height and width. */
  record GlobalAveragePooling2D(String name, List<String> inputs, OutputShape output)
      implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new GlobalAveragePooling2D(name, inputs, output);
    }
  }

  /** The maximum over height and width. */
  record GlobalMaxPooling2D(String name, List<String> inputs, OutputShape output) implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new GlobalMaxPooling2D(name, inputs, output);
    }
  }

  /** A feature map as one vector. */
  record Flatten(String name, List<String> inputs, OutputShape output) implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new Flatten(name, inputs, output);
    }
  }

  /** Training only: zeroes a share {@code rate} of the features and scales up the others. */
  record Dropout(String name, List<String> inputs, OutputShape output, double rate)
      implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new Dropout(name, inputs, output, rate);
    }
  }

  /**
   * Training only: with probability 1 − keep, zeroes this branch for a whole example. {@code keep}
   * is the value at the end of the schedule, {@code keep_t = 1 − t·(1 − keep)} with t from 0 to 1.
   */
  record DropPath(String name, List<String> inputs, OutputShape output, double keep)
      implements Layer {
    @Override
    public Layer with(String name, List<String> inputs) {
      return new DropPath(name, inputs, output, keep);
    }
  }

  /** A dense layer with bias and an activation. */
  record Dense(
      String name,
      List<String> inputs,
      OutputShape output,
      int inputChannels,
      HeadActivation activation)
      implements Layer {
    @Override
    public List<VariableSpec> variables() {
      return List.of(
          new VariableSpec(name, Role.KERNEL, List.of(inputChannels, output.channels())),
          new VariableSpec(name, Role.BIAS, List.of(output.channels())));
    }

    @Override
    public Layer with(String name, List<String> inputs) {
      return new Dense(name, inputs, output, inputChannels, activation);
    }
  }

  /**
   * A sliding window.
   *
   * @param height rows
   * @param width columns
   * @param stride in both directions
   * @param padding at the border
   */
  record Window(int height, int width, int stride, Padding padding) {
    /** A window of as many rows as columns. */
    public static Window square(int size, int stride, Padding padding) {
      return new Window(size, size, stride, padding);
    }

    /** The zeros that SAME adds to an input of this shape: the odd one at the end. */
    public Border border(OutputShape input) {
      int rows = padding.added(input.height(), height, stride);
      int columns = padding.added(input.width(), width, stride);
      return new Border(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
    }

    /** What comes out of an input's shape. */
    public OutputShape output(OutputShape input, int channels) {
      return OutputShape.map(
          padding.output(input.height(), height, stride),
          padding.output(input.width(), width, stride),
          channels);
    }
  }

  /** Pixels at the four sides. */
  record Border(int top, int bottom, int left, int right) {
    OutputShape around(OutputShape input, int sign) {
      return OutputShape.map(
          input.height() + sign * (top + bottom),
          input.width() + sign * (left + right),
          input.channels());
    }
  }
}
