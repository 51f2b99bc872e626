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
  }

  /** A convolution without bias. */
  record Conv2D(
      String name, List<String> inputs, OutputShape output, Window window, int inputChannels)
      implements Layer {
    @Override
    public List<VariableSpec> variables() {
      return List.of(
          new VariableSpec(
              name,
              Role.KERNEL,
              List.of(window.height(), window.width(), inputChannels, output.channels())));
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
  }

  /** ReLU. */
  record Activation(String name, List<String> inputs, OutputShape output) implements Layer {}

  /** Zeros around the image. */
  record ZeroPadding2D(String name, List<String> inputs, OutputShape output, Border border)
      implements Layer {}

  /** Rows and columns taken away. */
  record Cropping2D(String name, List<String> inputs, OutputShape output, Border border)
      implements Layer {}

  /** Average over a window; SAME does not count the border. */
  record AveragePooling2D(String name, List<String> inputs, OutputShape output, Window window)
      implements Layer {}

  /** Maximum over a window; SAME does not see the border. */
  record MaxPooling2D(String name, List<String> inputs, OutputShape output, Window window)
      implements Layer {}

  /** The sum of two tensors. */
  record Add(String name, List<String> inputs, OutputShape output) implements Layer {}

  /** Tensors side by side, along the channels. */
  record Concatenate(String name, List<String> inputs, OutputShape output) implements Layer {}

  /** The mean over height and width. */
  record GlobalAveragePooling2D(String name, List<String> inputs, OutputShape output)
      implements Layer {}

  /** The maximum over height and width. */
  record GlobalMaxPooling2D(String name, List<String> inputs, OutputShape output)
      implements Layer {}

  /** A feature map as one vector. */
  record Flatten(String name, List<String> inputs, OutputShape output) implements Layer {}

  /** Training only: zeroes a share {@code rate} of the features and scales up the others. */
  record Dropout(String name, List<String> inputs, OutputShape output, double rate)
      implements Layer {}

  /**
   * Training only: with probability 1 − keep, zeroes this branch for a whole example. {@code keep}
   * is the value at the end of the schedule, {@code keep_t = 1 − t·(1 − keep)} with t from 0 to 1.
   */
  record DropPath(String name, List<String> inputs, OutputShape output, double keep)
      implements Layer {}

  /** A dense layer with bias, and softmax if so. */
  record Dense(
      String name, List<String> inputs, OutputShape output, int inputChannels, boolean softmax)
      implements Layer {
    @Override
    public List<VariableSpec> variables() {
      return List.of(
          new VariableSpec(name, Role.KERNEL, List.of(inputChannels, output.channels())),
          new VariableSpec(name, Role.BIAS, List.of(output.channels())));
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
    static Window square(int size, int stride, Padding padding) {
      return new Window(size, size, stride, padding);
    }

    OutputShape output(OutputShape input, int channels) {
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
