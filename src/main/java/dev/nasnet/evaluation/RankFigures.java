package dev.nasnet.evaluation;

import java.util.Comparator;
import java.util.stream.IntStream;

/** ROC AUC and average precision of one score against two groups of images. */
final class RankFigures {
  private final double rocAuc;
  private final double averagePrecision;

  /**
   * Computes the figures.
   *
   * @param scores the score of each image, higher for the class
   * @param isOfClass whether each image belongs to the class
   */
  RankFigures(double[] scores, boolean[] isOfClass) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    long positives = IntStream.range(0, scores.length).filter(i -> isOfClass[i]).count();
    long negatives = scores.length - positives;
    double area = 0;
    double precisions = 0;
    long hits = 0;
    long misses = 0;
    for (int from = 0; from < order.length; ) {
      // Images of equal scores share a threshold.
      int to = from;
      long more = 0;
      while (to < order.length && Double.compare(scores[order[to]], scores[order[from]]) == 0) {
        more += isOfClass[order[to]] ? 1 : 0;
        to++;
      }
      long wrong = to - from - more;
      area += wrong * (hits + more / 2.0);
      hits += more;
      misses += wrong;
      precisions += more * ((double) hits / (hits + misses));
      from = to;
    }
    rocAuc = positives == 0 || negatives == 0 ? Double.NaN : area / positives / negatives;
    averagePrecision = positives == 0 ? Double.NaN : precisions / positives;
  }

  double rocAuc() {
    return rocAuc;
  }

  double averagePrecision() {
    return averagePrecision;
  }
}
