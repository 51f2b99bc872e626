package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Compares gradients with finite differences, through normal and reduction cells. All weights
 * change by t along the unit vector of the gradient; (loss(h) − loss(−h)) / 2h must equal the norm
 * of the gradient.
 */
class GradientTest {
  private static final int BATCH = 16;
  private static final int PIXELS = 8;
  private static final float STEP = 5e-5f;
  private static final NasNetSpec SPEC =
      NasNetSpec.cifar().toBuilder()
          .notation("1@24")
          .stemFilters(6)
          .classes(3)
          .size(ImageSize.square(PIXELS))
          .build();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void gradientsEqualDifferences(long seed) {
    Network network = Network.of(SPEC);
    Weights weights = Weights.randomBatchNorm(network, seed);
    Map<String, NamedArray> gradients = gradients(network, weights);
    double norm = norm(gradients);
    // Along the direction of the gradient, the derivative of the loss is the gradient's norm.
    double change =
        loss(network, weights, gradients, STEP) - loss(network, weights, gradients, -STEP);
    // The tolerance covers curvature, the kinks of ReLU and the rounding of float32; a wrong
    // gradient differs by far more.
    assertThat(change / (2 * STEP)).isCloseTo(norm, Percentage.withPercentage(2));
  }

  private static Map<String, NamedArray> gradients(Network network, Weights weights) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();
      Variables constants =
          variable ->
              values.computeIfAbsent(variable.name(), name -> constant(tf, weights.get(name)));
      Operand<TFloat32> loss = loss(tf, network, constants);
      List<String> names =
          network.variables().stream()
              .filter(VariableSpec::trainable)
              .map(VariableSpec::name)
              .toList();
      Output<?>[] inputs =
          names.stream().map(name -> values.get(name).asOutput()).toArray(Output<?>[]::new);
      Session.Runner runner = session.runner();
      for (Output<?> gradient : graph.addGradients(loss.asOutput(), inputs)) {
        runner.fetch(gradient);
      }
      Map<String, NamedArray> gradients = new LinkedHashMap<>();
      try (Result result = runner.run()) {
        for (int i = 0; i < names.size(); i++) {
          gradients.put(names.get(i), Checkpoint.array(names.get(i), (TFloat32) result.get(i)));
        }
      }
      return gradients;
    }
  }

  /** Returns the loss after a change of all weights by t along a direction scaled to length 1. */
  private static double loss(
      Network network, Weights weights, Map<String, NamedArray> direction, double t) {
    double norm = norm(direction);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Variables moved =
          variable -> {
            NamedArray array = weights.get(variable.name());
            float[] values = array.values().clone();
            NamedArray change = direction.get(variable.name());
            for (int i = 0; change != null && i < values.length; i++) {
              values[i] += (float) (t / norm * change.values()[i]);
            }
            return constant(tf, new NamedArray(array.name(), array.shape(), values));
          };
      return value(session, loss(tf, network, moved));
    }
  }

  private static double norm(Map<String, NamedArray> arrays) {
    double sum = 0;
    for (NamedArray array : arrays.values()) {
      for (float value : array.values()) {
        sum += (double) value * value;
      }
    }
    return Math.sqrt(sum);
  }

  private static Operand<TFloat32> loss(Ops tf, Network network, Variables variables) {
    Mode mode = new Mode.Training(1, tf.constant(0L), tf.constant(0f));
    Operand<TFloat32> image = constant(tf, normal(List.of(BATCH, PIXELS, PIXELS, 3), 5));
    NetworkGraph built = NetworkGraph.build(tf, network, image, mode, variables);
    Operand<TFloat32> weighted =
        tf.math.mul(built.logits(), constant(tf, normal(List.of(BATCH, 3), 6)));
    return tf.math.mean(weighted, tf.constant(new int[] {0, 1}));
  }

  private static double value(Session session, Operand<TFloat32> fetched) {
    try (Result result = session.runner().fetch(fetched).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private static NamedArray normal(List<Integer> shape, long seed) {
    Random random = new Random(seed + shape.hashCode());
    float[] values = new float[shape.stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new NamedArray("direction", shape, values);
  }

  private static Operand<TFloat32> constant(Ops tf, NamedArray array) {
    return tf.constant(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
  }
}
