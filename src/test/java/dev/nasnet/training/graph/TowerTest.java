package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.Variables;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * Gradients however they are computed, against TensorFlow's own of the whole graph at once. A
 * variable's may be away by 1e-5 of itself; where it is less than a tenth of all gradients
 * together, by 1e-6 of those: batch norm leaves some next to nothing, the rounding of sums.
 */
@Tag("slow")
class TowerTest {
  // Batch norms over few values make a last bit of the input a hundred of the gradient.
  private static final int BATCH = 24;
  private static final ConfigProto ONE_THREAD =
      ConfigProto.newBuilder()
          .setIntraOpParallelismThreads(1)
          .setInterOpParallelismThreads(1)
          .build();

  @ParameterizedTest(name = "{0} at {1}, L2 {2}, loss scale {3}, frozen {4}")
  @CsvSource({
    "mobile, 67, 0, 1, ''",
    "mobile, 70, 0, 1, ''",
    "mobile, 70, 0.1, 1, ''",
    "mobile, 67, 0.1, 64, ''",
    "cifar, 16, 0.1, 1, separable_conv_1_normal_left1_0",
    "cifar, 15, 0, 1, separable_conv_1_normal_left1_0",
    "mobile, 70, 0.1, 1, stem..reduce_1"
  })
  void howeverComputedGradientsAreTheSame(
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
    TrainableVariables moving = new TrainableVariables(network, tuning, 0);
    Map<String, float[]> whole =
        gradients(network, recipe, moving, new ComputeOptions(false, false), scale);
    double all = Math.sqrt(whole.values().stream().mapToDouble(TowerTest::squares).sum());
    for (ComputeOptions how :
        List.of(
            new ComputeOptions(true, false),
            new ComputeOptions(false, true),
            new ComputeOptions(true, true))) {
      Map<String, float[]> found = gradients(network, recipe, moving, how, scale);
      assertThat(found).containsOnlyKeys(whole.keySet());
      for (String name : whole.keySet()) {
        float[] expected = whole.get(name);
        assertThat(distance(found.get(name), expected))
            .as("%s by %s", name, how)
            .isLessThan(1e-5 * Math.max(Math.sqrt(squares(expected)), all / 10));
      }
    }
  }

  private static Map<String, float[]> gradients(
      Network network, Recipe recipe, TrainableVariables moving, ComputeOptions how, float scale) {
    Weights weights = Weights.randomBatchNorm(network, 1);
    int side = network.input().output().height();
    try (Graph graph = new Graph();
        Session session = new Session(graph, ONE_THREAD);
        TFloat32 images = noise(BATCH, side, side, 3)) {
      Ops tf = Ops.create(graph);
      // Fed, so that TensorFlow does not compute all of it as a constant beforehand.
      Placeholder<TFloat32> image =
          tf.placeholder(TFloat32.class, Placeholder.shape(images.shape()));
      Constants constants = new Constants(tf, weights);
      Map<VariableSpec, Operand<TFloat32>> read = new HashMap<>();
      Variables variables = spec -> read.computeIfAbsent(spec, constants::read);
      Tower.Inputs inputs =
          new Tower.Inputs(
              image,
              new Loss(tf, recipe, network, moving).targets(tf.constant(labels())),
              tf.constant(0L),
              tf.constant(0f),
              scale == 1 ? Optional.empty() : Optional.of(tf.constant(scale)));
      Tower.Pass pass = new Tower(network, recipe, moving, how).pass(tf, inputs, variables);
      Session.Runner runner = session.runner().feed(image, images);
      pass.gradients().forEach(runner::fetch);
      Map<String, float[]> gradients = new HashMap<>();
      try (Result result = runner.run()) {
        List<VariableSpec> moved = new ArrayList<>(moving.trained());
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

  private static long[] labels() {
    return new Random(1).longs(BATCH, 0, 3).toArray();
  }

  private static TFloat32 noise(long... dimensions) {
    float[] values = new float[Math.toIntExact(Shape.of(dimensions).size())];
    Random random = new Random(values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return TFloat32.tensorOf(Shape.of(dimensions), DataBuffers.of(values));
  }

  private static double distance(float[] ours, float[] theirs) {
    float[] difference = ours.clone();
    for (int i = 0; i < ours.length; i++) {
      difference[i] -= theirs[i];
    }
    return Math.sqrt(squares(difference));
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
