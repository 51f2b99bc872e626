package dev.nasnet.export.bfloat16;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.export.graphdef.BodyGraph;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.ReferenceAnswers;
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
 * How far bfloat16 moves a network's answers on this machine, for the images of its proof.
 *
 * @param deviations by output, such as {@code logits}: the largest difference from float32's answer
 *     as a share of its largest value, two digits, rounded up
 */
public record Bfloat16Deviation(SortedMap<String, Double> deviations) {
  /**
   * What another processor may add: with native bfloat16 it rounds at other places. Why this
   * number: docs/serving.md.
   */
  static final double ALLOWANCE = 4;

  /** As far as two builds' float32 kernels are apart. */
  private static final double LEAST = 5e-6;

  private static final MathContext DIGITS = new MathContext(2, RoundingMode.CEILING);

  /** Keeps a copy. */
  public Bfloat16Deviation {
    deviations = Collections.unmodifiableSortedMap(new TreeMap<>(deviations));
  }

  /**
   * Asks a network in float32 and in bfloat16.
   *
   * @param network as it is served: weights for good
   * @throws FailureException if TensorFlow cannot compute it here, or so coarsely that the answers
   *     would prove nothing
   */
  public static Bfloat16Deviation measure(LayeredNetwork network, Weights weights) {
    Map<String, NamedArray> golden =
        ReferenceAnswers.arrays(network, weights).stream()
            .collect(Collectors.toMap(NamedArray::name, Function.identity()));
    BodyGraph graphs = new BodyGraph(BundleInterface.of(network), weights);
    SortedMap<String, Double> deviations = new TreeMap<>();
    for (NamedArray found : answers(Bfloat16Graph.of(graphs.answering()), golden)) {
      deviations.put(found.name(), share(found, Objects.requireNonNull(golden.get(found.name()))));
    }
    Bfloat16Deviation rounding = new Bfloat16Deviation(deviations);
    rounding.requireProof();
    return rounding;
  }

  /**
   * How far answers may be from float32's: four times what was measured, and no output less than
   * one that it follows from (features, logits, probabilities: their alphabetical order).
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

  /** A network that answers 0 is off by 1. Softmax may be: random weights make it a step. */
  private void requireProof() {
    tolerances()
        .forEach(
            (output, tolerance) -> {
              if (!output.equals(BundleInterface.PROBABILITIES) && !(tolerance < 1)) {
                throw new FailureException(
                    "precision (bfloat16) moves %s by %.1e, no bundle could prove itself; use float32"
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
          "precision (bfloat16) makes %s no numbers; export in float32".formatted(found.name()),
          null);
    }
    return rounded(share);
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
  }

  private static List<NamedArray> answers(BodyGraph.Body body, Map<String, NamedArray> golden) {
    NamedArray image = Objects.requireNonNull(golden.get(BundleInterface.IMAGE));
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
