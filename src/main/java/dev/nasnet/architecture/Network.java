package dev.nasnet.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A NASNet with the layers of Keras's NASNet, which can be trained and exported in Keras's formats.
 * Immutable; made in milliseconds, without TensorFlow.
 */
public final class Network extends LayeredNetwork {
  Network(NasNetSpec spec, List<Layer> layers, List<String> outputs) {
    super(spec, layers, outputs);
  }

  /**
   * Builds the network of a spec, with dropout, drop path and the auxiliary head where the spec has
   * them.
   *
   * @param spec the description of the network
   * @return the network, with its layers in Keras's order
   */
  public static Network of(NasNetSpec spec) {
    return NetworkDesigner.design(spec);
  }

  /** The network without what acts only in training: dropout, drop path and auxiliary head. */
  @Override
  public Network forInference() {
    return of(spec().forInference());
  }

  /**
   * Maps each layer's name to its class in snake case and its number among the layers of this
   * class, {@code conv2d}, {@code conv2d_1}, …: its name in Keras's {@code .weights.h5} files.
   *
   * @return the names, by layer name, in the order of the layers
   */
  public Map<String, String> automaticNames() {
    LayerNames names = new LayerNames(false);
    Map<String, String> automatic = new LinkedHashMap<>();
    layers().forEach(layer -> automatic.put(layer.name(), names.automatic(layer.kerasClass())));
    return automatic;
  }

  /** {@return the number of the parameters that gradients update} */
  public long trainableParameters() {
    return variables().stream().filter(VariableSpec::trainable).mapToLong(VariableSpec::size).sum();
  }
}
