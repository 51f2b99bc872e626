package dev.nasnet.inference;

import dev.nasnet.problem.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The probabilities of one image, the most probable class first; of equal ones the lower index
 * first.
 *
 * @param predictions all classes
 */
record ClassRow(List<Prediction> predictions) {
  /**
   * Creates a row.
   *
   * @param probabilities one value for each class
   * @param label returns the name of a class by its index
   */
  static ClassRow of(float[] probabilities, IntFunction<String> label) {
    return new ClassRow(
        IntStream.range(0, probabilities.length)
            .mapToObj(i -> new Prediction(i, label.apply(i), probabilities[i]))
            .sorted(Comparator.comparing(Prediction::probability).reversed())
            .toList());
  }

  /** Returns the most probable classes, at most as many as given. */
  List<Prediction> likeliest(int top) {
    return predictions.stream().limit(top).toList();
  }

  /**
   * Returns the classes with a probability of at least a threshold.
   *
   * @throws InvalidInputException if the threshold is not above 0 and below 1
   */
  List<Prediction> above(float threshold) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new InvalidInputException(
          "threshold (%s) must be above 0 and below 1; 0.5 is usual".formatted(threshold));
    }
    return predictions.stream().filter(of -> of.probability() >= threshold).toList();
  }
}
