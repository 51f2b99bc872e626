package dev.nasnet.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A review of the predictions for the held-out images by the exported values: the averages where
 * they are kept.
 *
 * @param confusion the confusion matrix of all held-out images
 * @param mistakes wrong predictions, those with the highest probability first, at most {@link
 *     #MOST_MISTAKES}
 * @param samples the first held-out image of each class, or of {@link #MOST_SAMPLES} evenly spaced
 *     classes, by label: the same images in each epoch
 * @param multiLabel the figures of images that may have any number of labels, of which the others
 *     then are empty; null where each image has one label
 */
public record HeldOutReview(
    ConfusionCounts confusion,
    List<ReviewedImage> mistakes,
    List<ReviewedImage> samples,
    @Nullable MultiLabelMetrics multiLabel) {
  /** The largest number of mistakes. */
  public static final int MOST_MISTAKES = 24;

  /** The largest number of samples. */
  public static final int MOST_SAMPLES = 12;

  /**
   * Creates a review of images of one label each.
   *
   * @param confusion the confusion matrix of all held-out images
   * @param mistakes wrong predictions, those with the highest probability first
   * @param samples the first held-out image of some classes, by label
   */
  public HeldOutReview(
      ConfusionCounts confusion, List<ReviewedImage> mistakes, List<ReviewedImage> samples) {
    this(confusion, mistakes, samples, null);
  }

  /** {@return the number of held-out images} */
  public int images() {
    return multiLabel == null ? confusion.images() : multiLabel.images();
  }

  /**
   * Copies the lists.
   *
   * @param confusion the confusion matrix of all held-out images
   * @param mistakes wrong predictions, those with the highest probability first, at most {@link
   *     #MOST_MISTAKES}
   * @param samples the first held-out image of each class, or of {@link #MOST_SAMPLES} evenly
   *     spaced classes, by label: the same images in each epoch
   * @param multiLabel the figures of images that may have any number of labels, or null
   */
  public HeldOutReview {
    mistakes = List.copyOf(mistakes);
    samples = List.copyOf(samples);
  }
}
