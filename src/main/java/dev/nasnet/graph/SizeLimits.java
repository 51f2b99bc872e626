package dev.nasnet.graph;

import com.sun.management.OperatingSystemMXBean;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.InvalidInputException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The largest network that is computed on this machine. A file can state any image size and any
 * number of filters: a network is compared with these limits before memory is taken for it.
 *
 * @param bytes the most memory for the variables and the feature maps of one image
 * @param multiplyAdds the most multiply-adds for one image
 */
public record SizeLimits(long bytes, double multiplyAdds) {
  /** About 400 times Large at 331 px: minutes for one image on a CPU. */
  private static final double MOST_MULTIPLY_ADDS = 1e13;

  /** Above this, the feature maps are wrong rather than large, whatever the machine. */
  private static final long MOST_BYTES = 64L << 30;

  private static final double GIGABYTE = 1e9;

  /**
   * {@return the limits of this machine: the memory that it, or its container, has, at most 64 GiB}
   */
  public static SizeLimits ofThisMachine() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    return new SizeLimits(Math.min(memory, MOST_BYTES), MOST_MULTIPLY_ADDS);
  }

  /**
   * Refuses a network that cannot be computed within the limits.
   *
   * @param network the layers that would be computed
   * @throws InvalidInputException if it needs more memory or more multiply-adds than the limits
   */
  public void require(LayeredNetwork network) {
    double needed = Float.BYTES * (FeatureMapMemory.peakValues(network) + variables(network));
    if (needed > bytes) {
      throw refusal(
          network,
          String.format(
              Locale.ROOT,
              "must fit in %.1f GB of memory, and one image needs about %.1f GB",
              bytes / GIGABYTE,
              needed / GIGABYTE));
    }
    double work = network.layers().stream().mapToDouble(layer -> layer.multiplyAdds()).sum();
    if (work > multiplyAdds) {
      throw refusal(
          network,
          String.format(
              Locale.ROOT,
              "must have at most %.0e multiply-adds for one image, and has %.1e",
              multiplyAdds,
              work));
    }
  }

  /** In floating point: the sum of what a file states may exceed a long. */
  private static double variables(LayeredNetwork network) {
    return network.variables().stream().mapToDouble(VariableSpec::size).sum();
  }

  private static InvalidInputException refusal(LayeredNetwork network, String rule) {
    OutputShape image = network.input().output();
    return new InvalidInputException(
        "network (%s at %d × %d px) %s; give a smaller `size` or `spec`"
            .formatted(network.spec().notation(), image.height(), image.width(), rule));
  }
}
