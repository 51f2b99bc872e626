package dev.nasnet.architecture;

import java.util.List;

/**
 * A network that computes for inference what a {@link Network} computes, by other layers. It cannot
 * be trained, and its layers are not those of Keras's NASNet.
 */
public final class ServingNetwork extends LayeredNetwork {
  private ServingNetwork(NasNetSpec spec, List<Layer> layers, List<String> outputs) {
    super(spec, layers, outputs);
  }

  /**
   * Builds a network from layers.
   *
   * @param spec the spec of the network that computes the same function
   * @param layers in any order; layers that the output does not depend on are dropped
   * @param output the name of the output layer
   * @return the network, with its layers in Keras's order
   */
  public static ServingNetwork of(NasNetSpec spec, List<Layer> layers, String output) {
    List<String> outputs = List.of(output);
    return new ServingNetwork(spec.forInference(), KerasOrder.sort(layers, outputs), outputs);
  }

  /** Returns this network, which is for inference only. */
  @Override
  public ServingNetwork forInference() {
    return this;
  }
}
