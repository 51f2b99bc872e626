package dev.nasnet.evaluation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A confusion matrix: how often images of each class were predicted as each class. Only pairs that
 * occur are stored, so that the memory is bounded by the number of images.
 */
public final class ConfusionCounts {
  private final Map<Pair, Integer> counts = new HashMap<>();
  private final Map<Integer, Integer> actual = new HashMap<>();

  /** The labels of an image's class and of the predicted class. */
  private record Pair(int actual, int predicted) {}

  /**
   * A pair of classes that occurred.
   *
   * @param actual the label of the images' class
   * @param predicted the label of the predicted class
   * @param count the number of such images, at least 1
   */
  public record Entry(int actual, int predicted, int count) {}

  /** Creates an empty matrix. */
  public ConfusionCounts() {}

  /**
   * Counts one image.
   *
   * @param actualClass the label of the image, from 0
   * @param predictedClass the predicted label; −1 for none
   */
  public void add(int actualClass, int predictedClass) {
    counts.merge(new Pair(actualClass, predictedClass), 1, Integer::sum);
    actual.merge(actualClass, 1, Integer::sum);
  }

  /**
   * {@return the number of images of a class that were predicted as another, or as itself}
   *
   * @param actualClass the label of the images, from 0
   * @param predictedClass the predicted label; −1 for none
   */
  public int count(int actualClass, int predictedClass) {
    return counts.getOrDefault(new Pair(actualClass, predictedClass), 0);
  }

  /**
   * {@return the number of images of a class}
   *
   * @param actualClass the label of the images, from 0
   */
  public int images(int actualClass) {
    return actual.getOrDefault(actualClass, 0);
  }

  /** {@return the number of all images} */
  public int images() {
    return actual.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** {@return the number of correct predictions} */
  public int right() {
    return actual.keySet().stream().mapToInt(label -> count(label, label)).sum();
  }

  /**
   * {@return all pairs of different classes that occurred, the most frequent first, then by label}
   */
  public List<Entry> mistakes() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().actual() != entry.getKey().predicted())
        .map(e -> new Entry(e.getKey().actual(), e.getKey().predicted(), e.getValue()))
        .sorted(
            Comparator.comparingInt(Entry::count)
                .reversed()
                .thenComparingInt(Entry::actual)
                .thenComparingInt(Entry::predicted))
        .toList();
  }
}
