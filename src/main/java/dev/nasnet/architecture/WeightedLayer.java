package dev.nasnet.architecture;

import dev.nasnet.architecture.VariableSpec.Role;
import java.util.List;

/** A Keras layer with variables: a convolution, a batch norm or a dense layer. */
public sealed interface WeightedLayer extends Layer {
  /**
   * A convolution. It has a bias only if a batch norm was folded into it.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param window the size, stride, padding and dilation of the window
   * @param inputChannels the number of channels or features of the input
   * @param bias whether the layer has a bias, one value for each output channel
   */
  record Conv2D(LayerCall call, Window window, int inputChannels, boolean bias)
      implements WeightedLayer {
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

  /**
   * A depthwise convolution without bias: the first half of a separable one.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param window the size, stride, padding and dilation of the window
   */
  record DepthwiseConv2D(LayerCall call, Window window) implements WeightedLayer {
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

  /**
   * A depthwise convolution and then a pointwise one of stride 1, both without bias.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param window the size, stride, padding and dilation of the window
   * @param inputChannels the number of channels or features of the input
   */
  record SeparableConv2D(LayerCall call, Window window, int inputChannels)
      implements WeightedLayer {
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

  /**
   * Batch norm over the channels; each step keeps the share {@code momentum} of the averages.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param momentum the share of the running averages that each step keeps, 0…1
   * @param epsilon the number that is added to the variance, above 0
   */
  record BatchNormalization(LayerCall call, double momentum, double epsilon)
      implements WeightedLayer {
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

  /**
   * A dense layer with bias and an activation.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param inputChannels the number of channels or features of the input
   * @param activation the function that is applied to the logits
   */
  record Dense(LayerCall call, int inputChannels, HeadActivation activation)
      implements WeightedLayer {
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
}
