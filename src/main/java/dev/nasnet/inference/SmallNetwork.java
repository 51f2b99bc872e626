package dev.nasnet.inference;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a network's layers are so small that threads which share one wait more than they work.
 */
final class SmallNetwork {
  /**
   * Of an image. On two cores Mobile (0.56 thousand million) and CIFAR 6 @ 768 (0.54) answer sooner
   * with one thread a layer, at batch 1 and at larger batches; 6 @ 2016 at 224 px (2.7), 7 @ 1920
   * (5.4) and Large (23.8) at batch 1 alone, and up to a tenth later at batch 8 (docs/serving.md).
   */
  private static final long MULTIPLY_ADDS = 1_000_000_000;

  private SmallNetwork() {}

  /**
   * What a bundle tells of itself.
   *
   * @param version its folder
   * @return false too where it does not tell
   */
  static boolean isIn(Path version) {
    Path provenance = Bundle.provenance(version);
    try {
      return Files.isRegularFile(provenance)
          && SpecJson.inProvenance(Files.readString(provenance))
              .filter(spec -> Network.of(spec).multiplyAdds() < MULTIPLY_ADDS)
              .isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
