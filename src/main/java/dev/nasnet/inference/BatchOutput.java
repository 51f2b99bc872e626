package dev.nasnet.inference;

import java.util.List;

/**
 * A bundle's outputs for a batch of images, one row for each image.
 *
 * @param probabilities float32, one value for each class; no rows where not requested
 * @param features float32, the input of the classifier; no rows where not requested
 */
public record BatchOutput(List<float[]> probabilities, List<float[]> features) {
  /** The outputs for an empty batch. */
  public static final BatchOutput NONE = new BatchOutput(List.of(), List.of());
}
