package dev.nasnet.graph;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import java.util.Set;

/**
 * The memory that a process needs on a CPU to compute a network, estimated from its layer list for
 * float32 and calibrated by measured peaks (docs/reliability.md).
 *
 * @param fixedBytes the memory without any image, in bytes: Java, TensorFlow and the variables
 * @param bytesPerImage the memory for each image that is computed at the same time, in bytes
 */
public record MemoryEstimate(long fixedBytes, long bytesPerImage) {
  /** Java and TensorFlow's library. */
  private static final long BASE_BYTES = 600L << 20;

  /** A layer's ops in the graph, and the kernels that oneDNN compiles for them. */
  private static final long BYTES_PER_LAYER = 768L << 10;

  /**
   * Java and TensorFlow's library where no gradients are computed: measured 410 MiB with digits.
   */
  private static final long PREDICTION_BASE_BYTES = 300L << 20;

  private static final long PREDICTION_BYTES_PER_LAYER = 256L << 10;

  /**
   * Measured beside the values that are counted: layers that run at the same time, gradients of
   * kernels that are computed later than they could be, oneDNN's scratch memory, prefetched
   * batches.
   */
  private static final double OVERHEAD = 1.4;

  /**
   * {@return the memory of training steps}
   *
   * @param network the network
   * @param trained the variables with gradients
   * @param copies the number of values that are kept for each parameter: the variable, its gradient
   *     and the optimizer's slots, for example
   * @param recompute whether the layers within blocks are computed again in the backward pass
   */
  public static MemoryEstimate ofTraining(
      Network network, Set<VariableSpec> trained, int copies, boolean recompute) {
    StepMemory step = new StepMemory(network, trained);
    return of(network, copies, recompute ? step.peakValuesWithRecomputation() : step.peakValues());
  }

  /**
   * {@return the memory of predictions}
   *
   * @param network the network without layers that act only in training
   * @param copies the number of copies of each parameter that are in memory
   */
  public static MemoryEstimate ofPrediction(LayeredNetwork network, int copies) {
    double bytes = (double) network.parameters() * Float.BYTES * copies;
    return new MemoryEstimate(
        PREDICTION_BASE_BYTES + network.layers().size() * PREDICTION_BYTES_PER_LAYER + (long) bytes,
        (long) (FeatureMapMemory.peakValues(network) * Float.BYTES));
  }

  private static MemoryEstimate of(LayeredNetwork network, int copies, double valuesPerImage) {
    double variables = (double) network.parameters() * Float.BYTES * copies;
    return new MemoryEstimate(
        BASE_BYTES + network.layers().size() * BYTES_PER_LAYER + (long) variables,
        (long) (valuesPerImage * Float.BYTES * OVERHEAD));
  }

  /**
   * Returns the memory for a number of images.
   *
   * @param images the number of images that are computed at the same time
   * @return the bytes; {@link Long#MAX_VALUE} where they exceed a long
   */
  public long bytes(long images) {
    return (long) (fixedBytes + (double) bytesPerImage * images);
  }

  /**
   * Returns the number of images that can be computed at the same time.
   *
   * @param bytes the memory that the process can have
   * @return the number, at least 0
   */
  public long images(long bytes) {
    return Math.max(0, (bytes - fixedBytes) / Math.max(1, bytesPerImage));
  }
}
