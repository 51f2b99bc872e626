package dev.nasnet.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over images from which scores are computed, so that the sums of several workers can be
 * added.
 *
 * @param sums for each set of values in turn: the number of images of which the class is the
 *     likeliest, of which it is among the five likeliest, and the sum of the losses
 * @param examples the number of images
 * @param multiLabel the figures of each set of values where an image may have any number of labels,
 *     which no sums can state; the sums are then those of the losses alone
 */
public record ScoreSums(List<Double> sums, long examples, List<MultiLabelMetrics> multiLabel)
    implements Serializable {
  /**
   * Copies the sums.
   *
   * @param sums for each set of values in turn: the number of images of which the class is the
   *     likeliest, of which it is among the five likeliest, and the sum of the losses
   * @param examples the number of images
   * @param multiLabel the figures of each set of values where an image may have any number of
   *     labels; otherwise none
   */
  public ScoreSums {
    sums = List.copyOf(sums);
    multiLabel = List.copyOf(multiLabel);
  }

  /**
   * Creates the sums over images of one label each.
   *
   * @param sums the sums of each set of values
   * @param examples the number of images
   */
  public ScoreSums(List<Double> sums, long examples) {
    this(sums, examples, List.of());
  }

  /**
   * {@return the sums over both groups of images}
   *
   * @param other the sums over other images, of as many sets of values
   * @throws IllegalStateException if an image may have any number of labels
   */
  public ScoreSums plus(ScoreSums other) {
    if (!multiLabel.isEmpty() || !other.multiLabel.isEmpty()) {
      throw new IllegalStateException("average precisions of two groups cannot be added");
    }
    List<Double> both = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      both.add(sums.get(i) + other.sums.get(i));
    }
    return new ScoreSums(both, examples + other.examples);
  }

  /** {@return the scores of the first set of values and of the last, which may be the same} */
  public HeldOutScores heldOut() {
    List<Score> scores = scores();
    return new HeldOutScores(scores.get(0), scores.get(scores.size() - 1));
  }

  /** {@return one score for each set of values} */
  public List<Score> scores() {
    double count = Math.max(1, examples);
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < multiLabel.size(); i++) {
      MultiLabelMetrics metrics = multiLabel.get(i);
      double exact = metrics.exactMatch();
      double precision = metrics.macro(ClassFigures::averagePrecision);
      scores.add(new Score(exact, exact, sums.get(i) / count, precision));
    }
    if (!scores.isEmpty()) {
      return scores;
    }
    for (int i = 0; i < sums.size(); i += 3) {
      scores.add(new Score(sums.get(i) / count, sums.get(i + 1) / count, sums.get(i + 2) / count));
    }
    return scores;
  }
}
