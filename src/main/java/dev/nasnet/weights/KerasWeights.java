package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.internal.hdf5.Hdf5File;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Weights out of Keras's files, as Keras 3 and tf_keras write them: legacy HDF5 ({@code .h5}) with
 * weights alone or a whole model, {@code .weights.h5} and {@code .keras}. Which kind a file is
 * depends on its content, not on its name. The model that a file describes is followed or refused.
 */
public final class KerasWeights {
  private KerasWeights() {}

  /**
   * {@return whether a file begins as HDF5 or as a zip, and so may be one of Keras's}
   *
   * @param file the path of a readable file
   */
  public static boolean recognizes(Path file) {
    return Hdf5File.isHdf5(file) || KerasZip.isZip(file);
  }

  /**
   * Reads the weights of a network from a file, under this project's names {@code
   * <layer>/<attribute>}. Where the file describes its model, the description is followed: it gives
   * the arrays their names, and the weights are those with which the network computes what the
   * model does, a {@code Rescaling} layer folded into the first convolution. A file of weights
   * alone has no description; the network's names and the order of its layers give the arrays their
   * names. An array that the network does not have keeps the file's name. {@link
   * Weights#requireFit} checks that each variable is there with its shape.
   *
   * <p>{@link WeightsFile} reads files of every kind, and reports differences that this method
   * refuses.
   *
   * @param file a file of any of these kinds
   * @param network the network that the weights are for
   * @return the weights, by name
   * @throws InvalidInputException if the file is none of Keras's, is damaged, describes a model
   *     that is not followed, or describes another computation than the network's: another wiring,
   *     pool padding, batch norm epsilon, image size, pooling or activation
   */
  public static Weights read(Path file, Network network) {
    KerasFile keras = KerasContents.file(file, Optional.of(network.spec().cellSet()));
    if (keras.model().isEmpty()) {
      return keras.named(network);
    }
    KerasModel model = keras.model().get();
    List<String> differences = DescribedSpec.differences(file, model, network.spec());
    if (!differences.isEmpty()) {
      throw new InvalidInputException(
          "weights (%s) must be read for the network of their model: %s; use WeightsFile.describedSpec()"
              .formatted(file, String.join("; ", differences)));
    }
    WeightsReader followed = KerasContents.described(keras, model);
    return Weights.of(followed.read(followed.shapes().keySet()));
  }
}
