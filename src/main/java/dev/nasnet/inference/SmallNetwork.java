package dev.nasnet.inference;

import dev.nasnet.bundle.Provenance;
import dev.nasnet.problem.FailureException;
import java.nio.file.Path;

/**
 * Decides whether a bundle's network is so small that threads which share one of its layers wait
 * longer than they compute.
 */
final class SmallNetwork {
  /**
   * The multiply-adds for one image below which a network is small. On two cores Mobile (0.56
   * billion) and CIFAR 6 @ 768 (0.54 billion) predict sooner with one thread a layer, at batch 1
   * and at larger batches. 6 @ 2016 at 224 px (2.7 billion), 7 @ 1920 (5.4 billion) and Large (23.8
   * billion) do so at batch 1 alone, and take up to a tenth longer at batch 8
   * (docs/guides/export-and-serve.md).
   */
  private static final long MULTIPLY_ADDS = 1_000_000_000;

  private SmallNetwork() {}

  /**
   * Reads the multiply-adds that a bundle's provenance states.
   *
   * @param version the version's folder
   * @return true if the network is small; false if it is large, or if the bundle states no
   *     multiply-adds, as those of earlier versions
   */
  static boolean isIn(Path version) {
    try {
      return Provenance.ofBundle(version).stream()
          .flatMapToLong(provenance -> provenance.multiplyAdds().stream())
          .anyMatch(multiplyAdds -> multiplyAdds < MULTIPLY_ADDS);
    } catch (FailureException e) {
      return false;
    }
  }
}
