package dev.nasnet.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The figures of a classifier on labelled images, as scikit-learn computes them from the same
 * probabilities.
 *
 * @param images the number of images
 * @param top1 the share of correct predictions, 0…1
 * @param interval the 95 % bootstrap interval of top1
 * @param loss the mean cross-entropy; a probability of 0 counts as 2.2e-16
 * @param brier the Brier score: the mean over images of the sum over classes of (probability − 1 or
 *     0)², 0…2
 * @param calibrationError the expected calibration error over 15 bins of equal width (Guo et al.,
 *     arXiv:1706.04599), 0…1
 * @param classes the figures of each class, by label
 * @param confusion the confusion matrix
 */
public record ClassificationMetrics(
    int images,
    double top1,
    BootstrapInterval interval,
    double loss,
    double brier,
    double calibrationError,
    List<ClassFigures> classes,
    ConfusionCounts confusion) {
  private static final int BINS = 15;

  /** The least probability in the cross-entropy: the difference of 1 and the next float64. */
  private static final double LEAST = Math.ulp(1.0);

  /**
   * Copies the figures of the classes.
   *
   * @param images the number of images
   * @param top1 the share of correct predictions, 0…1
   * @param interval the 95 % bootstrap interval of top1
   * @param loss the mean cross-entropy
   * @param brier the Brier score
   * @param calibrationError the expected calibration error over 15 bins of equal width
   * @param classes the figures of each class, by label
   * @param confusion the confusion matrix
   */
  public ClassificationMetrics {
    classes = List.copyOf(classes);
  }

  /**
   * Computes all figures.
   *
   * @param count the number of classes
   * @param labels the label of each image
   * @param predicted the predicted label of each image; −1 for none, which is never correct
   * @param probabilities the probabilities of each image, by label
   * @return the figures of all images and of each class
   */
  public static ClassificationMetrics of(
      int count, int[] labels, int[] predicted, List<float[]> probabilities) {
    int images = labels.length;
    ConfusionCounts confusion = new ConfusionCounts();
    double loss = 0;
    double brier = 0;
    for (int i = 0; i < images; i++) {
      confusion.add(labels[i], predicted[i]);
      float[] row = probabilities.get(i);
      loss -= Math.log(Math.min(1 - LEAST, Math.max(LEAST, row[labels[i]])));
      for (int label = 0; label < count; label++) {
        double distance = row[label] - (label == labels[i] ? 1 : 0);
        brier += distance * distance;
      }
    }
    List<ClassFigures> classes = new ArrayList<>();
    for (int label = 0; label < count; label++) {
      classes.add(figures(label, labels, predicted, probabilities));
    }
    return new ClassificationMetrics(
        images,
        (double) confusion.right() / images,
        BootstrapInterval.of(confusion.right(), images),
        loss / images,
        brier / images,
        calibrationError(labels, predicted, probabilities),
        classes,
        confusion);
  }

  private static ClassFigures figures(
      int label, int[] labels, int[] predicted, List<float[]> probabilities) {
    boolean[] isOfClass = new boolean[labels.length];
    double[] scores = new double[labels.length];
    int support = 0;
    int found = 0;
    int hits = 0;
    for (int i = 0; i < labels.length; i++) {
      isOfClass[i] = labels[i] == label;
      scores[i] = probabilities.get(i)[label];
      support += isOfClass[i] ? 1 : 0;
      found += predicted[i] == label ? 1 : 0;
      hits += isOfClass[i] && predicted[i] == label ? 1 : 0;
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

  private static double calibrationError(
      int[] labels, int[] predicted, List<float[]> probabilities) {
    double[] confidences = new double[BINS];
    double[] hits = new double[BINS];
    for (int i = 0; i < labels.length; i++) {
      double confidence = predicted[i] < 0 ? 0 : probabilities.get(i)[predicted[i]];
      int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(confidence * BINS) - 1));
      confidences[bin] += confidence;
      hits[bin] += predicted[i] == labels[i] ? 1 : 0;
    }
    return IntStream.range(0, BINS).mapToDouble(bin -> Math.abs(confidences[bin] - hits[bin])).sum()
        / labels.length;
  }

  /**
   * {@return the mean of a figure over the classes that have it}
   *
   * @param figure the figure of one class; NaN where the class has none
   */
  public double macro(ToDoubleFunction<ClassFigures> figure) {
    return classes.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * {@return the mean of a figure over the classes, weighted by their images}
   *
   * @param figure the figure of one class
   */
  public double weighted(ToDoubleFunction<ClassFigures> figure) {
    return classes.stream()
            .filter(of -> of.support() > 0)
            .mapToDouble(of -> of.support() * figure.applyAsDouble(of))
            .sum()
        / images;
  }
}
