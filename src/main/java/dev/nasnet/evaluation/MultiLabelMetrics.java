package dev.nasnet.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a classifier on images that may have any number of labels, as scikit-learn
 * computes them from the same probabilities with {@code zero_division=0}. A class is predicted
 * where its probability is at least the threshold.
 *
 * @param images the number of images
 * @param threshold the threshold, 0…1
 * @param exactMatch the share of images of which every label is predicted correctly, 0…1: {@code
 *     accuracy_score}
 * @param hammingLoss the share of labels that are predicted wrongly, 0…1: {@code hamming_loss}
 * @param loss the mean over images and classes of the binary cross-entropy: {@code log_loss} of all
 *     labels; a probability of 0 counts as 2.2e-16
 * @param micro precision, recall, F1, ROC AUC and average precision of all labels as those of one
 *     class
 * @param classes the figures of each class, in the order of the outputs
 */
public record MultiLabelMetrics(
    int images,
    float threshold,
    double exactMatch,
    double hammingLoss,
    double loss,
    ClassFigures micro,
    List<ClassFigures> classes)
    implements Serializable {
  /** The least probability in the cross-entropy: the difference of 1 and the next float64. */
  private static final double LEAST = Math.ulp(1.0);

  /**
   * Copies the figures of the classes.
   *
   * @param images the number of images
   * @param threshold the threshold, 0…1
   * @param exactMatch the share of images of which every label is predicted correctly, 0…1
   * @param hammingLoss the share of labels that are predicted wrongly, 0…1
   * @param loss the mean binary cross-entropy
   * @param micro the figures of all labels as those of one class
   * @param classes the figures of each class
   */
  public MultiLabelMetrics {
    classes = List.copyOf(classes);
  }

  /**
   * Computes all figures.
   *
   * @param count the number of classes, at least 1
   * @param labels for each image whether it has each class, by class; at least one image
   * @param probabilities the probabilities of each image, by class
   * @param threshold the least probability of a predicted class
   * @return the figures
   */
  public static MultiLabelMetrics of(
      int count, List<boolean[]> labels, List<float[]> probabilities, float threshold) {
    int images = labels.size();
    long wrong = 0;
    int exact = 0;
    double loss = 0;
    for (int i = 0; i < images; i++) {
      int wrongOfImage = 0;
      for (int label = 0; label < count; label++) {
        float probability = probabilities.get(i)[label];
        boolean has = labels.get(i)[label];
        wrongOfImage += isPredicted(probability, threshold) == has ? 0 : 1;
        double right = has ? probability : 1.0 - probability;
        loss -= Math.log(Math.min(1 - LEAST, Math.max(LEAST, right)));
      }
      wrong += wrongOfImage;
      exact += wrongOfImage == 0 ? 1 : 0;
    }
    List<ClassFigures> classes = new ArrayList<>();
    for (int label = 0; label < count; label++) {
      classes.add(figures(label, label + 1, labels, probabilities, threshold));
    }
    double all = (double) images * count;
    return new MultiLabelMetrics(
        images,
        threshold,
        (double) exact / images,
        wrong / all,
        loss / all,
        figures(0, count, labels, probabilities, threshold),
        classes);
  }

  /** Returns whether a class is predicted; a probability that is not a number predicts nothing. */
  private static boolean isPredicted(float probability, float threshold) {
    return probability >= threshold;
  }

  /** Returns the figures of a range of classes, all labels of which count as those of one class. */
  private static ClassFigures figures(
      int from, int to, List<boolean[]> labels, List<float[]> probabilities, float threshold) {
    int width = to - from;
    boolean[] isOfClass = new boolean[labels.size() * width];
    double[] scores = new double[isOfClass.length];
    int support = 0;
    int found = 0;
    int hits = 0;
    for (int i = 0; i < isOfClass.length; i++) {
      int label = from + i % width;
      float probability = probabilities.get(i / width)[label];
      boolean isFound = isPredicted(probability, threshold);
      isOfClass[i] = labels.get(i / width)[label];
      scores[i] = probability;
      support += isOfClass[i] ? 1 : 0;
      found += isFound ? 1 : 0;
      hits += isOfClass[i] && isFound ? 1 : 0;
    }
    RankFigures ranks = new RankFigures(scores, isOfClass);
    return new ClassFigures(
        support,
        found == 0 ? 0 : (double) hits / found,
        support == 0 ? 0 : (double) hits / support,
        found + support == 0 ? 0 : 2.0 * hits / (found + support),
        ranks.rocAuc(),
        ranks.averagePrecision());
  }

  /**
   * {@return the mean of a figure over the classes that have it; NaN if none has it}
   *
   * @param figure returns the figure of a class
   */
  public double macro(ToDoubleFunction<ClassFigures> figure) {
    return classes.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * {@return the mean of a figure over the classes that have it, weighted by their images; 0 if no
   * image has a label}
   *
   * @param figure returns the figure of a class
   */
  public double weighted(ToDoubleFunction<ClassFigures> figure) {
    double sum = 0;
    long weights = 0;
    for (ClassFigures of : classes) {
      double value = figure.applyAsDouble(of);
      if (!Double.isNaN(value)) {
        sum += of.support() * value;
        weights += of.support();
      }
    }
    return weights == 0 ? 0 : sum / weights;
  }
}
