package dev.nasnet.export.savedmodel;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.ServingNetwork;
import java.util.stream.LongStream;

/** Where a bundle that is rewritten for serving keeps its weights. */
public enum WeightStorage {
  /**
   * In the graph, as constants. oneDNN lays out a constant filter once, which makes predictions up
   * to a fifth faster, but TensorFlow copies all constants for each signature when it loads the
   * bundle and again at the first prediction: about twenty times their size in memory.
   */
  CONSTANTS,
  /** In the checkpoint, as variables, of which TensorFlow keeps one copy. */
  VARIABLES;

  /** The largest network that is stored as constants by default, in bytes of float32. */
  private static final long MOST_CONSTANTS = 64_000_000;

  /**
   * {@return the storage for a network: variables for the layers of Keras, which can be trained,
   * and for large networks (more than 64 MB of weights); otherwise constants}
   *
   * @param network an inference network
   */
  public static WeightStorage bestFor(LayeredNetwork network) {
    long values =
        network.variables().stream().mapToLong(variable -> product(variable.dimensions())).sum();
    boolean isSmall = values * Float.BYTES <= MOST_CONSTANTS;
    return network instanceof ServingNetwork && isSmall ? CONSTANTS : VARIABLES;
  }

  private static long product(long[] dimensions) {
    return LongStream.of(dimensions).reduce(1, Math::multiplyExact);
  }
}
