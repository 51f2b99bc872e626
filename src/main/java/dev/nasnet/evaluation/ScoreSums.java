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
 */
public record ScoreSums(List<Double> sums, long examples) implements Serializable {
  /**
   * Copies the sums.
   *
   * @param sums for each set of values in turn: the number of images of which the class is the
   *     likeliest, of which it is among the five likeliest, and the sum of the losses
   * @param examples the number of images
   */
  public ScoreSums {
    sums = List.copyOf(sums);
  }

  /**
   * {@return the sums over both groups of images}
   *
   * @param other the sums over other images, of as many sets of values
   */
  public ScoreSums plus(ScoreSums other) {
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
    for (int i = 0; i < sums.size(); i += 3) {
      scores.add(new Score(sums.get(i) / count, sums.get(i + 1) / count, sums.get(i + 2) / count));
    }
    return scores;
  }
}
