package dev.nasnet.report;

import dev.nasnet.evaluation.HeldOutReview;
import java.util.List;

/**
 * The epoch of the checkpoint that an export takes, and its predictions for the held-out images.
 *
 * @param epoch the epoch, from 1
 * @param review the predictions
 * @param names the names of the held-out images in their fixed order, or none
 */
public record ExportedEpoch(int epoch, HeldOutReview review, List<String> names) {
  /**
   * Copies the names.
   *
   * @param epoch the epoch, from 1
   * @param review the predictions
   * @param names the names of the held-out images in their fixed order, or none
   */
  public ExportedEpoch {
    names = List.copyOf(names);
  }

  /** Returns the name of an image, or its number where the images have no names. */
  String name(long place) {
    return place < names.size() ? names.get(Math.toIntExact(place)) : "no. " + place;
  }
}
