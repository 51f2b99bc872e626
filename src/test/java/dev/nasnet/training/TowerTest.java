package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.Variables;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gradients with the large depthwise kernels apart, against TensorFlow's own of them all. */
class TowerTest {
  private static final int BATCH = 6;

  @ParameterizedTest(name = "{0} at {1}, L2 {2}, loss scale {3}, frozen {4}")
  @CsvSource({
    "mobile, 67, 0, 1, ''",
    "mobile, 70, 0, 1, ''",
    "mobile, 70, 0.1, 1, ''",
    "mobile, 67, 0.1, 64, ''",
    "cifar, 16, 0.1, 1, separable_conv_1_normal_left1_0",
    "cifar, 15, 0, 1, separable_conv_1_normal_left1_0"
  })
  void kernelsApartHaveTheSameGradients(
      String stem, int size, double l2, float scale, String frozen) {
    NasNetSpec spec = (stem.equals("cifar") ? NasNetSpec.cifar() : NasNetSpec.mobile());
    Network network =
        Network.of(
            spec.toBuilder()
                .notation(stem.equals("cifar") ? "1@24" : "1@96")
                .classes(3)
                .size(ImageSize.square(size))
                .auxiliaryHead(true)
                .build());
    Recipe recipe = Recipe.STANDARD.toBuilder().l2(l2).build();
    FineTuning tuning =
        new FineTuning(frozen.isEmpty() ? List.of() : List.of(frozen), 0, false, List.of());
    Moving moving = new Moving(network, tuning, 0);
    Map<String, float[]> apart = gradients(network, recipe, moving, true, scale);
    Map<String, float[]> whole = gradients(network, recipe, moving, false, scale);
    assertThat(apart).containsOnlyKeys(whole.keySet());
    for (String name : whole.keySet()) {
      assertThat(distance(apart.get(name), whole.get(name))).as(name).isLessThan(1e-5);
    }
  }

  private static Map<String, float[]> gradients(
      Network network, Recipe recipe, Moving moving, boolean onCpu, float scale) {
    Weights weights = Weights.randomBatchNorm(network, 1);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Constants constants = new Constants(tf, weights);
      Map<VariableSpec, Operand<TFloat32>> read = new HashMap<>();
      Variables variables = spec -> read.computeIfAbsent(spec, constants::read);
      int side = network.input().output().height();
      Tower.Inputs inputs =
          new Tower.Inputs(
              noise(tf, BATCH, side, side, 3),
              noise(tf, BATCH, 3),
              tf.constant(0L),
              tf.constant(0f),
              scale == 1 ? Optional.empty() : Optional.of(tf.constant(scale)));
      Tower.Pass pass = new Tower(network, recipe, moving, onCpu).pass(tf, inputs, variables);
      Session.Runner runner = session.runner();
      pass.gradients().forEach(runner::fetch);
      Map<String, float[]> gradients = new HashMap<>();
      try (Result result = runner.run()) {
        List<VariableSpec> moved = new ArrayList<>(moving.byGradient());
        for (int i = 0; i < moved.size(); i++) {
          TFloat32 tensor = (TFloat32) result.get(i);
          float[] values = new float[(int) tensor.size()];
          tensor.asRawTensor().data().asFloats().read(values);
          gradients.put(moved.get(i).name(), values);
        }
      }
      return gradients;
    }
  }

  private static Operand<TFloat32> noise(Ops tf, int... shape) {
    long[] dimensions = Arrays.stream(shape).asLongStream().toArray();
    float[] values = new float[Math.toIntExact(Shape.of(dimensions).size())];
    Random random = new Random(values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return tf.constant(Shape.of(dimensions), DataBuffers.of(values));
  }

  private static double distance(float[] ours, float[] theirs) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < ours.length; i++) {
      difference += Math.pow(ours[i] - theirs[i], 2);
      size += Math.pow(theirs[i], 2);
    }
    return size == 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
  }
}
