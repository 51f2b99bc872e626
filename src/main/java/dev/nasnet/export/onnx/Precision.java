package dev.nasnet.export.onnx;

import dev.nasnet.export.onnx.evaluator.GraphEvaluator;
import dev.nasnet.export.onnx.evaluator.Reference;
import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.problem.FailureException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far a file's outputs may be from its reference. */
final class Precision {
  /**
   * Of float32. Measured between two programs' kernels: up to 5e-6 (Large). A layer that is 1 % off
   * moves even a small network by 3e-4.
   */
  static final double USUAL = 2e-5;

  /** Of float16: processors that compute in it round at other places, and sum in it, too. */
  private static final double ALLOWANCE = 4;

  /** Of int8, as a share of the largest value. */
  private static final double OF_INTEGERS = 0.2;

  private static final MathContext DIGITS = new MathContext(2, RoundingMode.CEILING);

  private Precision() {}

  /**
   * How far a float16 graph is from its reference, by output, in two digits, rounded up.
   *
   * @return empty for float32
   * @throws FailureException if the graph's values overflow, or are so coarse that the outputs
   *     prove nothing
   */
  static SortedMap<String, Double> deviations(
      GraphProto graph, Reference reference, OnnxOptions options) {
    SortedMap<String, Double> deviations = new TreeMap<>();
    if (options.isFloat16()) {
      new GraphEvaluator(graph)
          .run()
          .outputs()
          .forEach(
              (name, found) -> {
                float[] expected = Objects.requireNonNull(reference.outputs().get(name), name);
                deviations.put(name, share(name, found, expected));
              });
      requireProof(deviations);
    }
    return Collections.unmodifiableSortedMap(deviations);
  }

  /**
   * What is allowed where this was measured: four times as much, and no output less than one that
   * it follows from (features, logits, probabilities: their alphabetical order).
   */
  static SortedMap<String, Double> tolerances(SortedMap<String, Double> deviations) {
    SortedMap<String, Double> tolerances = new TreeMap<>();
    double largest = USUAL / ALLOWANCE;
    for (Map.Entry<String, Double> entry : deviations.entrySet()) {
      largest = Math.max(largest, entry.getValue());
      tolerances.put(entry.getKey(), rounded(ALLOWANCE * largest));
    }
    return tolerances;
  }

  /**
   * What is allowed of integers: kernels round halves to another side or sum in another order, and
   * a tensor that is one step off moves all that follow.
   */
  static SortedMap<String, Double> ofIntegers(Set<String> outputs) {
    SortedMap<String, Double> tolerances = new TreeMap<>();
    outputs.forEach(output -> tolerances.put(output, OF_INTEGERS));
    return tolerances;
  }

  /** The largest difference; infinite where one is no number. */
  static double difference(float[] found, float[] expected) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double one = Math.abs((double) found[i] - expected[i]);
      largest = Double.isNaN(one) ? Double.POSITIVE_INFINITY : Math.max(largest, one);
    }
    return largest;
  }

  /** The largest magnitude. */
  static double largest(float[] values) {
    return difference(values, new float[values.length]);
  }

  private static double share(String output, float[] found, float[] expected) {
    double scale = largest(expected);
    double share = difference(found, expected) / (scale > 0 ? scale : 1);
    if (!Double.isFinite(share)) {
      throw new FailureException(
          "precision (float16) overflows: %s is not finite; use float32".formatted(output), null);
    }
    return rounded(share);
  }

  /** Softmax may be coarse: random weights make it a step. */
  private static void requireProof(SortedMap<String, Double> deviations) {
    tolerances(deviations)
        .forEach(
            (output, tolerance) -> {
              if (!output.equals(Names.PROBABILITIES) && !(tolerance < 1)) {
                throw new FailureException(
                    "precision (float16) moves %s by %.1e, too far to verify the file; use float32"
                        .formatted(output, deviations.get(output)),
                    null);
              }
            });
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
  }
}
