package dev.nasnet.export.calibration;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.export.calibration.IntegerReport.LayerNoise;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.int8.TensorScale;
import dev.nasnet.export.rewrite.FusedLayer;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.NetworkGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.quantization.FakeQuantWithMinMaxArgs;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Computes a network twice for each image, in float32 and with every tensor and weight rounded to
 * its integers, and compares the outputs of all layers.
 */
final class IntegerNoise {
  /** The ratio of a tensor without any noise. */
  private static final double NONE = 200;

  private final IntegerNetwork network;
  private final List<FusedLayer> layers;
  private final double[] signal;
  private final double[] noise;
  private int images;
  private int agreed;

  IntegerNoise(IntegerNetwork network) {
    this.network = network;
    layers = network.layers();
    signal = new double[layers.size() + 1];
    noise = new double[layers.size() + 1];
  }

  IntegerReport measure(ImagePass pass) {
    pass.run(pass.batch(), this::compared, this::add);
    int last = layers.size();
    boolean classifies = network.network().output() instanceof WeightedLayer.Dense;
    return new IntegerReport(
        images,
        classifies ? "logits" : "features",
        Math.sqrt(noise[last] / Math.max(signal[last], Double.MIN_NORMAL)),
        classifies ? (double) agreed / images : 1,
        noises());
  }

  /**
   * For the images and each layer the sum of squares and that of the differences; then the last
   * outputs.
   */
  private List<Operand<TFloat32>> compared(Ops tf, Operand<TFloat32> image) {
    NetworkGraph floats =
        NetworkGraph.forInference(
            tf.withSubScope("floats"),
            network.network(),
            image,
            new Constants(tf.withSubScope("floats"), network.weights()));
    Ops rounding = tf.withSubScope("integers");
    Set<String> outputs = new HashSet<>(layers.stream().map(FusedLayer::output).toList());
    NetworkGraph integers =
        NetworkGraph.forInference(
            rounding,
            network.network(),
            rounded(rounding, network.network().input().name(), image),
            new Constants(rounding, network.dequantized()),
            (layer, output) ->
                outputs.contains(layer.name()) && !(layer instanceof WeightedLayer.Dense)
                    ? rounded(rounding, layer.name(), output)
                    : output);
    List<Operand<TFloat32>> fetched = new ArrayList<>();
    Operand<TFloat32> expected = image;
    Operand<TFloat32> found = integers.image();
    compare(tf, network.network().input(), expected, found, fetched);
    for (FusedLayer one : layers) {
      expected = Ranges.output(floats, one);
      found = Ranges.output(integers, one);
      if (one.layer() instanceof WeightedLayer.Dense) {
        found = rounded(rounding, one.output(), found);
      }
      compare(tf, one.layer(), expected, found, fetched);
    }
    fetched.add(expected);
    fetched.add(found);
    return fetched;
  }

  private static void compare(
      Ops tf,
      Layer layer,
      Operand<TFloat32> expected,
      Operand<TFloat32> found,
      List<Operand<TFloat32>> fetched) {
    Operand<TInt32> axes = Ranges.axes(tf, layer);
    fetched.add(tf.reduceSum(tf.math.square(expected), axes));
    fetched.add(tf.reduceSum(tf.math.squaredDifference(found, expected), axes));
  }

  private Operand<TFloat32> rounded(Ops tf, String layer, Operand<TFloat32> output) {
    return network
        .scale(layer)
        .<Operand<TFloat32>>map(scale -> rounded(tf, scale, output))
        .orElse(output);
  }

  private static Operand<TFloat32> rounded(Ops tf, TensorScale scale, Operand<TFloat32> output) {
    return tf.quantization.fakeQuantWithMinMaxArgs(
        output, FakeQuantWithMinMaxArgs.min(scale.min()), FakeQuantWithMinMaxArgs.max(scale.max()));
  }

  private void add(List<TFloat32> fetched) {
    for (int i = 0; i < signal.length; i++) {
      signal[i] += fetched.get(2 * i).getFloat();
      noise[i] += fetched.get(2 * i + 1).getFloat();
    }
    int[] expected = largest(fetched.get(2 * signal.length));
    int[] found = largest(fetched.get(2 * signal.length + 1));
    images += expected.length;
    agreed += (int) IntStream.range(0, found.length).filter(i -> found[i] == expected[i]).count();
  }

  /** The place of the largest value of each image. */
  private static int[] largest(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    int[] largest = new int[Math.toIntExact(tensor.shape().get(0))];
    int width = values.length / largest.length;
    for (int image = 0; image < largest.length; image++) {
      for (int i = 1; i < width; i++) {
        int start = image * width;
        largest[image] = values[start + i] > values[start + largest[image]] ? i : largest[image];
      }
    }
    return largest;
  }

  private List<LayerNoise> noises() {
    Map<String, Double> decibels = new HashMap<>();
    decibels.put(network.network().input().name(), decibels(0));
    List<LayerNoise> noises = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      FusedLayer one = layers.get(i);
      double ratio = decibels(i + 1);
      decibels.put(one.output(), ratio);
      double worst =
          one.layer().inputs().stream()
              .mapToDouble(input -> Objects.requireNonNull(decibels.get(input)))
              .min()
              .orElse(NONE);
      noises.add(new LayerNoise(one.layer().name(), ratio, worst - ratio));
    }
    return noises;
  }

  private double decibels(int index) {
    return noise[index] > 0 && signal[index] > 0
        ? 10 * Math.log10(signal[index] / noise[index])
        : NONE;
  }
}
