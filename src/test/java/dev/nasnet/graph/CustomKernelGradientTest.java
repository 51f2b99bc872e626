package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
 * For some kernels, this library adds the op of the gradient itself. These gradients equal those of
 * TensorFlow's gradient function. Slim's form pads the windows of stride 2 unequally, and PNASNet's
 * has pointwise convolutions of stride 2.
 */
class CustomKernelGradientTest {
  private static final int BATCH = 8;
  private static final int PIXELS = 16;

  static Stream<NasNetSpec> networks() {
    NasNetSpec keras =
        NasNetSpec.cifar().toBuilder()
            .notation("1@192")
            .stemFilters(16)
            .classes(3)
            .size(ImageSize.square(PIXELS))
            .build();
    return Stream.of(
        keras,
        keras.toBuilder().dialect(Dialect.SLIM).build(),
        keras.toBuilder().cellSet(CellSet.PNASNET_5).notation("1@160").stemFilters(16).build());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void ownGradientsOfKernelsAreTensorFlows(NasNetSpec spec) {
    Network network = Network.of(spec);
    Weights weights = Weights.randomBatchNorm(network, 3);
    Map<String, Operand<TFloat32>> values = new HashMap<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Variables variables =
          variable ->
              values.computeIfAbsent(
                  variable.name(),
                  name -> constant(tf, weights.get(name).values(), variable.shape()));
      NetworkGraph own = build(tf, network, variables, true);
      NetworkGraph theirs = build(tf.withSubScope("theirs"), network, variables, false);
      List<CustomKernelGradient> kernels = own.customKernelGradients();
      assertThat(kernels).hasSizeGreaterThan(10);

      Output<?>[] outputs =
          kernels.stream().map(kernel -> kernel.output().asOutput()).toArray(Output<?>[]::new);
      Output<?>[] ofOutputs = graph.addGradients(loss(tf, own).asOutput(), outputs);
      Output<?>[] inputs =
          kernels.stream()
              .map(kernel -> values.get(kernel.kernel().name()).asOutput())
              .toArray(Output<?>[]::new);
      Output<?>[] expected = graph.addGradients(loss(tf, theirs).asOutput(), inputs);
      List<Output<?>> fetched = new ArrayList<>(List.of(expected));
      for (int i = 0; i < kernels.size(); i++) {
        @SuppressWarnings("unchecked")
        Operand<TFloat32> ofOutput = (Operand<TFloat32>) ofOutputs[i];
        fetched.add(kernels.get(i).gradient(tf, ofOutput).asOutput());
      }
      Session.Runner runner = session.runner();
      fetched.forEach(runner::fetch);
      try (Result result = runner.run()) {
        for (int i = 0; i < kernels.size(); i++) {
          double difference = difference(floats(result, i), floats(result, kernels.size() + i));
          assertThat(difference).as(kernels.get(i).kernel().name()).isLessThan(1e-5);
        }
      }
    }
  }

  private static NetworkGraph build(
      Ops tf, Network network, Variables variables, boolean customKernelGradients) {
    Mode mode =
        new Mode.Training(
            1, tf.constant(0L), tf.constant(0f), Set.of(), customKernelGradients, Optional.empty());
    float[] pixels = normal(BATCH * PIXELS * PIXELS * 3, 5);
    Operand<TFloat32> image = constant(tf, pixels, List.of(BATCH, PIXELS, PIXELS, 3));
    return NetworkGraph.build(tf, network, image, mode, variables);
  }

  private static Operand<TFloat32> loss(Ops tf, NetworkGraph built) {
    Operand<TFloat32> factors = constant(tf, normal(BATCH * 3, 6), List.of(BATCH, 3));
    return tf.math.mean(tf.math.mul(built.logits(), factors), tf.constant(new int[] {0, 1}));
  }

  private static double difference(float[] expected, float[] actual) {
    assertThat(actual).hasSameSizeAs(expected);
    double sum = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.pow((double) actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    assertThat(norm).isPositive();
    return Math.sqrt(sum / norm);
  }

  private static float[] floats(Result result, int index) {
    TFloat32 tensor = (TFloat32) result.get(index);
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  private static Operand<TFloat32> constant(Ops tf, float[] values, List<Integer> shape) {
    Shape of = Shape.of(shape.stream().mapToLong(Integer::longValue).toArray());
    return tf.constant(of, DataBuffers.of(values));
  }

  private static float[] normal(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
