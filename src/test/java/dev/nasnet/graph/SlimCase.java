package dev.nasnet.graph;

import com.google.gson.Gson;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Stem;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A network that slim and Java both run, with weights and images from fixed seeds. */
record SlimCase(Network network, Weights weights, NamedArray images) {
  private static final long SEED = 17;

  /**
   * The number of images for a small network. Its auxiliary head ends in a batch normalization over
   * one pixel of each image, and with only two images, rounding would dominate the result. For a
   * large network, more images would increase the rounding of the sums over its many pixels.
   */
  private static final int IMAGES = 8;

  /**
   * Creates the case of a small network.
   *
   * @param form the kind of network: {@code imagenet} or {@code cifar}, NASNet with this stem, or
   *     {@code pnasnet}
   * @param notation the size of the network as {@code N@P}
   * @param size the image size as {@code N} or {@code HxW} in pixels
   * @param wiring the wiring of the cells
   */
  static SlimCase of(String form, String notation, String size, Wiring wiring) {
    NasNetSpec preset =
        switch (form) {
          case "cifar" -> NasNetSpec.cifar();
          case "pnasnet" -> NasNetSpec.pnasNetMobile();
          default -> NasNetSpec.mobile();
        };
    NasNetSpec spec =
        preset.toBuilder()
            .notation(notation)
            .dialect(Dialect.SLIM)
            .dropout(0)
            .size(ImageSize.of(size))
            .classes(10)
            .wiring(wiring)
            .auxiliaryHead(true)
            .build();
    return of(form.equals("cifar") ? slimStem(spec) : spec, IMAGES);
  }

  /**
   * Creates the case of a network.
   *
   * @param spec the specification of the network
   * @param count the number of images
   */
  static SlimCase of(NasNetSpec spec, int count) {
    Network network = Network.of(spec);
    NamedArray images = images(count, spec.size());
    return new SlimCase(network, Weights.randomBatchNorm(network, SEED), images);
  }

  /** Returns a specification with slim's CIFAR stem, which is three times as wide as a cell. */
  private static NasNetSpec slimStem(NasNetSpec spec) {
    return spec.toBuilder().stemFilters(3 * spec.filters()).build();
  }

  private static NamedArray images(int count, ImageSize size) {
    Random random = new Random(11);
    float[] values = new float[count * size.height() * size.width() * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return new NamedArray("parity/image", List.of(count, size.height(), size.width(), 3), values);
  }

  /** Returns the case with every weight changed to the next higher or lower float32 value. */
  SlimCase rounded() {
    Random random = new Random(29);
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : weights.arrays()) {
      float[] values = array.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextBoolean() ? Math.nextUp(values[i]) : Math.nextDown(values[i]);
      }
      arrays.add(new NamedArray(array.name(), array.shape(), values));
    }
    return new SlimCase(network, Weights.of(arrays), images);
  }

  /**
   * Returns the {@link #relative} change of Java's auxiliary logits after a change of the weights'
   * last bits.
   *
   * @param logits the auxiliary logits of {@link #trained()}
   */
  double rounding(float[] logits) {
    int classes = network.spec().classes();
    float[][] rows = new float[logits.length / classes][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(logits, i * classes, (i + 1) * classes));
    return relative(rounded().trained().get(1), rows);
  }

  /** Returns the description of the network for slim as JSON. */
  String json() {
    NasNetSpec spec = network.spec();
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("stem", spec.stem() == Stem.CIFAR ? "cifar" : "imagenet");
    description.put("family", spec.cellSet().equals(CellSet.PNASNET_5) ? "pnasnet" : "nasnet");
    description.put("cells", spec.cells());
    description.put("filters", spec.penultimateFilters());
    description.put("stemFilters", spec.stemFilters());
    description.put("classes", spec.classes());
    description.put("height", spec.size().height());
    description.put("width", spec.size().width());
    // slim's PNASNet always skips, which here is the only wiring of cells that stand in place.
    boolean isPnasNet = spec.cellSet().equals(CellSet.PNASNET_5);
    description.put("skip", isPnasNet || spec.wiring() == Wiring.SKIP);
    description.put("auxiliaryHead", spec.auxiliaryHead());
    return new Gson().toJson(description);
  }

  /** Returns Java's logits for inference. */
  float[] inferenceLogits() {
    Weights inference =
        Weights.of(
            network.forInference().variables().stream()
                .map(variable -> weights.get(variable.name()))
                .toList());
    try (InferenceGraph graph = InferenceGraph.open(network, inference)) {
      return graph.logits(images).values();
    }
  }

  /**
   * Returns Java's logits and auxiliary logits in training mode with the statistics of the batch,
   * without dropout and drop path.
   */
  List<float[]> trained() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Mode mode = new Mode.Training(0, tf.constant(0L), tf.constant(0f));
      NetworkGraph net =
          NetworkGraph.build(
              tf, network, constant(tf, images), mode, v -> constant(tf, weights.get(v.name())));
      List<float[]> answers = new ArrayList<>();
      try (var result =
          session.runner().fetch(net.logits()).fetch(net.auxiliaryLogits().orElseThrow()).run()) {
        result.forEach(
            entry -> answers.add(Checkpoint.array("answer", (TFloat32) entry.getValue()).values()));
      }
      return answers;
    }
  }

  private static Operand<TFloat32> constant(Ops tf, NamedArray array) {
    return tf.constant(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
  }

  /** Returns the relative L2 distance of the log-probabilities, with one row for each image. */
  static double relative(float[] found, float[][] expected) {
    double difference = 0;
    double norm = 0;
    for (int row = 0; row < expected.length; row++) {
      int classes = expected[row].length;
      double[] a = logSoftmax(Arrays.copyOfRange(found, row * classes, (row + 1) * classes));
      double[] b = logSoftmax(expected[row]);
      for (int i = 0; i < classes; i++) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        norm += b[i] * b[i];
      }
    }
    return Math.sqrt(difference / norm);
  }

  private static double[] logSoftmax(float[] logits) {
    double[] result = new double[logits.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      result[i] = logits[i];
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (double logit : result) {
      sum += Math.exp(logit - largest);
    }
    double logSum = largest + Math.log(sum);
    return Arrays.stream(result).map(logit -> logit - logSum).toArray();
  }
}
