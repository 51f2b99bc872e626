package dev.nasnet.inference;

import java.util.List;

/**
 * What a bundle says to a batch of images, a row each.
 *
 * @param probabilities one value a class, each row adding up to 1; no rows where not asked for
 * @param features what the classifier reads, one value a feature; no rows where not asked for
 */
public record BatchOutput(List<float[]> probabilities, List<float[]> features) {
  /** To a batch of no images. */
  public static final BatchOutput NONE = new BatchOutput(List.of(), List.of());
}
