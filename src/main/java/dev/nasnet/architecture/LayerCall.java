package dev.nasnet.architecture;

import java.util.List;

/**
 * What every layer has, whatever its class: its name, its place and its connections.
 *
 * @param name the Keras layer name, unique in a network
 * @param location the place in the network and the purpose there
 * @param inputs the names of the layers that it reads, in call order
 * @param output the shape of its output, without the batch
 */
public record LayerCall(String name, Location location, List<String> inputs, OutputShape output) {
  /**
   * Copies the list.
   *
   * @param name the Keras layer name, unique in a network
   * @param location the place in the network and the purpose there
   * @param inputs the names of the layers that it reads, in call order
   * @param output the shape of its output, without the batch
   */
  public LayerCall {
    inputs = List.copyOf(inputs);
  }

  /**
   * {@return the same call under another name}
   *
   * @param name the Keras layer name, unique in a network
   */
  public LayerCall named(String name) {
    return new LayerCall(name, location, inputs, output);
  }

  /**
   * {@return the same call with other inputs}
   *
   * @param inputs the names of the layers to read, in call order
   */
  public LayerCall reading(List<String> inputs) {
    return new LayerCall(name, location, inputs, output);
  }

  /**
   * {@return the same call with one input, the layer of this name}
   *
   * @param input the name of the layer to read
   */
  public LayerCall reading(String input) {
    return reading(List.of(input));
  }

  /**
   * {@return the same call with an output of another number of channels}
   *
   * @param channels the number of output channels
   */
  public LayerCall withChannels(int channels) {
    return new LayerCall(name, location, inputs, output.withChannels(channels));
  }
}
