package dev.nasnet.cli;

import dev.nasnet.evaluation.ClassificationMetrics;
import java.util.ArrayList;
import java.util.List;

/** The predictions for labelled images, in the order of the images. */
final class ScoredImages {
  private static final int TOP = 5;

  private final int classes;
  private final List<Integer> labels = new ArrayList<>();
  private final List<Integer> predicted = new ArrayList<>();
  private final List<float[]> probabilities = new ArrayList<>();
  private long top5;

  ScoredImages(int classes) {
    this.classes = classes;
  }

  /**
   * Adds an image.
   *
   * @param label the label of its class in the model
   * @param row the probabilities
   * @param ranking the values that rank the classes
   */
  void add(int label, float[] row, float[] ranking) {
    labels.add(label);
    probabilities.add(row);
    predicted.add(likeliest(ranking));
    boolean isNumber = Float.isFinite(ranking[label]);
    top5 += isNumber && EvaluateCommand.lastRank(ranking, label) < TOP ? 1 : 0;
  }

  /**
   * Returns the class that ranks first, or −1 if a value is not a number or the first is infinite.
   */
  private static int likeliest(float[] ranking) {
    int best = 0;
    for (int i = 0; i < ranking.length; i++) {
      if (Float.isNaN(ranking[i])) {
        return -1;
      }
      best = ranking[i] > ranking[best] ? i : best;
    }
    return Float.isFinite(ranking[best]) ? best : -1;
  }

  int size() {
    return labels.size();
  }

  int label(int image) {
    return labels.get(image);
  }

  int predicted(int image) {
    return predicted.get(image);
  }

  float[] probabilities(int image) {
    return probabilities.get(image);
  }

  /** Returns the share of images with their class among the five likeliest. */
  double top5() {
    return (double) top5 / Math.max(1, size());
  }

  /** Returns the figures of all images. */
  ClassificationMetrics metrics() {
    return ClassificationMetrics.of(
        classes,
        labels.stream().mapToInt(Integer::intValue).toArray(),
        predicted.stream().mapToInt(Integer::intValue).toArray(),
        probabilities);
  }
}
