package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.hdf5.Hdf5File;
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
   * Reads what a file holds, under this project's names {@code <layer>/<attribute>}. Where the file
   * describes its model, the description gives the names, and must compute what a NASNet computes
   * with the given network's wiring; else the network does. An array that the network has not keeps
   * the file's name; {@link Weights#requireFit} checks that all is there and fits.
   *
   * @param network whose layers' names and order give the arrays their names
   * @throws InvalidInputException if the file is none of Keras's or is damaged, or describes
   *     another model
   */
  public static Weights read(Path file, Network network) {
    Contents contents = KerasContents.open(file);
    contents.model().ifPresent(model -> DescribedSpec.differences(file, model, network.spec()));
    Contents named = contents.namedFor(network);
    return Weights.of(named.read(named.shapes().keySet()));
  }
}
