package dev.nasnet.evaluation;

import java.util.List;

/**
 * A closer look at how the held-out images did, by what is exported: the averages where they are
 * kept.
 *
 * @param confusion of all held-out images
 * @param mistakes wrong answers, those that the network was surest of first, at most {@link
 *     #MOST_MISTAKES}
 * @param samples the first held-out image of each class, or of {@link #MOST_SAMPLES} classes spread
 *     evenly, by label: the same images at each epoch
 */
public record HeldOutReview(
    ConfusionCounts confusion, List<ReviewedImage> mistakes, List<ReviewedImage> samples) {
  /** Pictures of mistakes that are kept. */
  public static final int MOST_MISTAKES = 24;

  /** Pictures that are shown at each epoch. */
  public static final int MOST_SAMPLES = 12;

  /** Copies the lists. */
  public HeldOutReview {
    mistakes = List.copyOf(mistakes);
    samples = List.copyOf(samples);
  }
}
