package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.internal.hdf5.Hdf5File;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;

/**
 * Weights out of Keras's files, as Keras 3 and tf_keras write them: legacy HDF5 ({@code .h5}) with
 * weights alone or a whole model, {@code .weights.h5} and {@code .keras}. Which kind a file is
 * depends on its content, not on its name.
 */
public final class KerasWeights {
  private KerasWeights() {}

  /** Whether a file begins as HDF5 or as a zip, and so may be one of Keras's. */
  public static boolean recognizes(Path file) {
    return Hdf5File.isHdf5(file) || KerasZip.isZip(file);
  }

  /**
   * Reads the arrays of a file, under this project's names {@code <layer>/<attribute>}. What the
   * file says of its model is passed over: {@link WeightsFile} follows it. An array that the
   * network has not keeps the file's name; {@link Weights#requireFit} checks that all is there and
   * fits.
   *
   * @param network the network; names and order of its layers give the arrays their names
   * @throws InvalidInputException if the file is none of Keras's or is damaged
   */
  public static Weights read(Path file, Network network) {
    return KerasFile.arraysAlone(file, network);
  }
}
