package dev.nasnet.export.onnx;

import dev.nasnet.export.onnx.evaluator.GraphEvaluator;
import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.internal.evaluator.Reference;
import dev.nasnet.internal.evaluator.Tolerances;
import dev.nasnet.problem.FailureException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far a float16 file's outputs are from float32. */
final class Precision {
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
    if (!options.isFloat16()) {
      return new TreeMap<>();
    }
    SortedMap<String, Double> deviations = reference.deviations(new GraphEvaluator(graph).run());
    deviations.forEach(Precision::requireFinite);
    requireProof(deviations);
    return Collections.unmodifiableSortedMap(deviations);
  }

  private static void requireFinite(String output, double share) {
    if (!Double.isFinite(share)) {
      throw new FailureException(
          "precision (float16) overflows: %s is not finite; use float32".formatted(output), null);
    }
  }

  /** Softmax may be coarse: random weights make it a step. */
  private static void requireProof(SortedMap<String, Double> deviations) {
    Tolerances.ofFloat16(deviations)
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
}
