package dev.nasnet.inference;

import dev.nasnet.problem.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One class and its probability.
 *
 * @param index the index of the class in the model's output, from 0
 * @param label the name of the class, or its index where the bundle has no class names
 * @param probability the class's probability, 0…1
 */
public record Prediction(int index, String label, float probability) {
  /**
   * Returns the most probable classes in descending order; of equal ones the lower index first.
   *
   * @param row the probabilities of one image
   * @param labels the class names in the order of the output; where it lacks a class, its index is
   *     the name
   * @param top the largest number of classes that is returned
   * @return the classes
   */
  public static List<Prediction> likeliest(float[] row, List<String> labels, int top) {
    return IntStream.range(0, row.length)
        .mapToObj(
            i -> new Prediction(i, i < labels.size() ? labels.get(i) : Integer.toString(i), row[i]))
        .sorted(Comparator.comparing(Prediction::probability).reversed())
        .limit(top)
        .toList();
  }

  /**
   * {@return the classes with a probability of at least a threshold, the most probable first; of
   * equal ones the lower index first; there may be none}
   *
   * @param row the probabilities of one image
   * @param labels the names of the classes, or fewer
   * @param threshold the least probability, above 0 and below 1
   * @throws InvalidInputException if the threshold is out of range
   */
  public static List<Prediction> above(float[] row, List<String> labels, float threshold) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new InvalidInputException(
          "threshold (%s) must be above 0 and below 1; 0.5 is usual".formatted(threshold));
    }
    return likeliest(row, labels, row.length).stream()
        .filter(of -> of.probability() >= threshold)
        .toList();
  }
}
