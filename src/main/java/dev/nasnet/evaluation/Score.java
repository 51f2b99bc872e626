package dev.nasnet.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * The score of a network on held-out images.
 *
 * @param top1 the share of images with their class as the likeliest, 0…1; where an image may have
 *     any number of labels, the exact match: the share of images of which every label is predicted
 *     correctly at the threshold 0.5
 * @param top5 the share of images with their class among the five likeliest, 0…1; where an image
 *     may have any number of labels, the exact match again
 * @param loss the mean cross-entropy, binary where an image may have any number of labels, without
 *     label smoothing and L2
 * @param macroAveragePrecision the mean average precision over the classes that an image has; null
 *     where each image has one label
 */
public record Score(double top1, double top5, double loss, @Nullable Double macroAveragePrecision) {
  /**
   * Creates a score where each image has one label.
   *
   * @param top1 the share of images with their class as the likeliest, 0…1
   * @param top5 the share of images with their class among the five likeliest, 0…1
   * @param loss the mean cross-entropy
   */
  public Score(double top1, double top5, double loss) {
    this(top1, top5, loss, null);
  }
}
