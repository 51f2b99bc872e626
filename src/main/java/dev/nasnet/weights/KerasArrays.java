package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.weights.keras.KerasModel;
import java.util.List;

/** The arrays of a Keras file, by the file's own names. */
interface KerasArrays {
  /**
   * The arrays by the names of a network's layers, or in its order. An array of a layer that the
   * network has not keeps the file's name.
   */
  List<NamedArray> named(Network network);

  /** The arrays by the names of the network that computes what the file describes. */
  List<NamedArray> followed(KerasModel model);
}
