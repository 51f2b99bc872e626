package dev.nasnet.cli;

import dev.nasnet.evaluation.ClassificationMetrics;
import dev.nasnet.evaluation.Temperature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The predictions for labelled images, in the order of the images. */
final class ScoredImages {
  private static final int TOP = 5;

  private final int classes;
  private final List<Integer> labels = new ArrayList<>();
  private final List<Integer> predicted = new ArrayList<>();
  private final List<float[]> probabilities = new ArrayList<>();
  private final List<float[]> logits = new ArrayList<>();
  private final boolean keepsLogits;
  private long top5;

  /**
   * Creates a list without images.
   *
   * @param keepsLogits whether the values that rank the classes, which are logits, are kept
   */
  ScoredImages(int classes, boolean keepsLogits) {
    this.classes = classes;
    this.keepsLogits = keepsLogits;
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
    if (keepsLogits) {
      logits.add(ranking);
    }
    boolean isNumber = Float.isFinite(ranking[label]);
    top5 += isNumber && lastRank(ranking, label) < TOP ? 1 : 0;
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
    return metrics(probabilities);
  }

  private ClassificationMetrics metrics(List<float[]> rows) {
    return ClassificationMetrics.of(
        classes, labels(), predicted.stream().mapToInt(Integer::intValue).toArray(), rows);
  }

  private int[] labels() {
    return labels.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Finds the best temperature by the logits.
   *
   * @param before the figures of all images
   */
  Calibration calibration(ClassificationMetrics before) {
    Temperature best = Temperature.fit(labels(), logits);
    return new Calibration(
        best, before, metrics(logits.stream().map(best::probabilities).toList()), Optional.empty());
  }

  /** Returns the logits as CSV: the label, then the logit of each class. */
  String logitsCsv() {
    StringBuilder table = new StringBuilder();
    for (int image = 0; image < size(); image++) {
      table.append(label(image));
      for (float logit : logits.get(image)) {
        table.append(',').append(logit);
      }
      table.append('\n');
    }
    return table.toString();
  }

  /**
   * Returns the number of classes that rank before the true one; among equal values the higher
   * index ranks first, as in scikit-learn's {@code top_k_accuracy_score}.
   */
  static int lastRank(float[] outputs, int label) {
    int rank = 0;
    for (int i = 0; i < outputs.length; i++) {
      boolean isBehind =
          outputs[i] < outputs[label] || (outputs[i] == outputs[label] && i <= label);
      rank += isBehind ? 0 : 1;
    }
    return rank;
  }
}
