package dev.nasnet.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores before they are divided by the number of images, so that several parts' can be added.
 *
 * @param sums of each set of values in turn: right answers, those among five, summed loss
 * @param examples that were scored
 */
public record ScoreSums(List<Double> sums, long examples) implements Serializable {
  /** Copies the sums. */
  public ScoreSums {
    sums = List.copyOf(sums);
  }

  /** Of both. */
  public ScoreSums plus(ScoreSums other) {
    List<Double> both = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      both.add(sums.get(i) + other.sums.get(i));
    }
    return new ScoreSums(both, examples + other.examples);
  }

  /** One score a set. */
  public List<Score> scores() {
    double count = Math.max(1, examples);
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < sums.size(); i += 3) {
      scores.add(new Score(sums.get(i) / count, sums.get(i + 1) / count, sums.get(i + 2) / count));
    }
    return scores;
  }
}
