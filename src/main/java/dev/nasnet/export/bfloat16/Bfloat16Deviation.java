package dev.nasnet.export.bfloat16;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.export.graphdef.BodyGraph;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.ReferenceOutputs;
import dev.nasnet.problem.FailureException;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * The differences between a network's outputs in bfloat16 and in float32, measured on this machine
 * for the images of its reference outputs.
 *
 * @param deviations by output, such as {@code logits}: the largest difference as a share of the
 *     float32 output's largest value, rounded up to two digits
 */
public record Bfloat16Deviation(SortedMap<String, Double> deviations) {
  /**
   * The factor by which another processor may deviate more: one with native bfloat16 rounds at
   * other places. docs/benchmarks/inference.md gives the reason for this number.
   */
  static final double ALLOWANCE = 4;

  /** The difference between two builds of the float32 kernels. */
  private static final double LEAST = 5e-6;

  private static final MathContext DIGITS = new MathContext(2, RoundingMode.CEILING);

  /**
   * Copies the map.
   *
   * @param deviations by output, such as {@code logits}: the largest difference as a share of the
   *     float32 output's largest value, rounded up to two digits
   */
  public Bfloat16Deviation {
    deviations = Collections.unmodifiableSortedMap(new TreeMap<>(deviations));
  }

  /**
   * Computes a network in float32 and in bfloat16 and measures the differences.
   *
   * @param network a network rewritten for serving
   * @param weights the network's
   * @return the differences of each output
   * @throws FailureException if TensorFlow cannot compute bfloat16 here, or the differences are so
   *     large that a verification would accept anything
   */
  public static Bfloat16Deviation measure(LayeredNetwork network, Weights weights) {
    Map<String, NamedArray> references =
        ReferenceOutputs.arrays(network, weights).stream()
            .collect(Collectors.toMap(NamedArray::name, Function.identity()));
    BodyGraph graphs = new BodyGraph(BundleInterface.of(network), weights);
    SortedMap<String, Double> deviations = new TreeMap<>();
    for (NamedArray found : outputs(Bfloat16Graph.of(graphs.inference()), references)) {
      deviations.put(
          found.name(), share(found, Objects.requireNonNull(references.get(found.name()))));
    }
    Bfloat16Deviation measured = new Bfloat16Deviation(deviations);
    measured.requireBelowOne();
    return measured;
  }

  /**
   * {@return by output the largest difference that a verification accepts: four times the measured
   * one, and at least that of the outputs that it is computed from (features, logits,
   * probabilities: their alphabetical order)}
   */
  public SortedMap<String, Double> tolerances() {
    SortedMap<String, Double> tolerances = new TreeMap<>();
    double largest = LEAST;
    for (Map.Entry<String, Double> entry : deviations.entrySet()) {
      largest = Math.max(largest, entry.getValue());
      tolerances.put(entry.getKey(), rounded(ALLOWANCE * largest));
    }
    return tolerances;
  }

  /**
   * An output of zeros has a difference of 1. Probabilities may reach it: with random weights the
   * softmax is a step.
   */
  private void requireBelowOne() {
    tolerances()
        .forEach(
            (output, tolerance) -> {
              if (!output.equals(SignatureNames.PROBABILITIES) && !(tolerance < 1)) {
                throw new FailureException(
                    "precision (bfloat16) changes %s by %.1e of the largest value, which no verification can tell from an error; use float32"
                        .formatted(output, deviations.get(output)),
                    null);
              }
            });
  }

  private static double share(NamedArray found, NamedArray expected) {
    double scale = expected.largest();
    double share = found.largestDifference(expected) / (scale > 0 ? scale : 1);
    if (!Double.isFinite(share)) {
      throw new FailureException(
          "precision (bfloat16) makes %s infinite or NaN; export in float32"
              .formatted(found.name()),
          null);
    }
    return rounded(share);
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
  }

  private static List<NamedArray> outputs(BodyGraph.Body body, Map<String, NamedArray> references) {
    NamedArray image = Objects.requireNonNull(references.get(SignatureNames.IMAGE));
    List<String> keys = List.copyOf(body.outputs().keySet());
    try (Graph graph = new Graph()) {
      graph.importGraphDef(body.graph());
      try (Session session = new Session(graph);
          TFloat32 input =
              TFloat32.tensorOf(Shape.of(image.dimensions()), DataBuffers.of(image.values()))) {
        Session.Runner runner = session.runner().feed(body.input(), input);
        body.outputs().values().forEach(runner::fetch);
        try (Result result = runner.run()) {
          return keys.stream()
              .map(key -> Checkpoint.array(key, (TFloat32) result.get(keys.indexOf(key))))
              .toList();
        }
      }
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new FailureException(
          "precision (bfloat16) cannot be computed here: " + e.getMessage(), e);
    }
  }
}
