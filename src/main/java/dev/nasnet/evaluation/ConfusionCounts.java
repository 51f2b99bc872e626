package dev.nasnet.evaluation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What held-out images of each class were taken for. Only pairs that occur are kept, so that
 * thousands of classes cost no more than there are images.
 */
public final class ConfusionCounts {
  private final Map<Pair, Integer> counts = new HashMap<>();
  private final Map<Integer, Integer> actual = new HashMap<>();

  /** An image's class and the likeliest by the network, by their labels. */
  private record Pair(int actual, int predicted) {}

  /**
   * A pair of classes that occurred.
   *
   * @param actual the images' class
   * @param predicted what they were taken for
   * @param count of such images, at least 1
   */
  public record Entry(int actual, int predicted, int count) {}

  /** Counts one image. */
  public void add(int actualClass, int predictedClass) {
    counts.merge(new Pair(actualClass, predictedClass), 1, Integer::sum);
    actual.merge(actualClass, 1, Integer::sum);
  }

  /** How many images of one class were taken for another, or for itself. */
  public int count(int actualClass, int predictedClass) {
    return counts.getOrDefault(new Pair(actualClass, predictedClass), 0);
  }

  /** How many images there were of a class. */
  public int images(int actualClass) {
    return actual.getOrDefault(actualClass, 0);
  }

  /** How many images there were in all. */
  public int images() {
    return actual.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many were taken for what they are. */
  public int right() {
    return actual.keySet().stream().mapToInt(label -> count(label, label)).sum();
  }

  /** All pairs of different classes that occurred, the most frequent first, then by label. */
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
