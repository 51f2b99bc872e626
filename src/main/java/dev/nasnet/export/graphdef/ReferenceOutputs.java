package dev.nasnet.export.graphdef;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A bundle's reference outputs, {@code assets.extra/golden.npz}: images made by a seeded generator
 * and the outputs of Java's own inference graph for them, under the keys of the bundle's
 * signatures. A program that has loaded the bundle compares its own outputs with these.
 */
public final class ReferenceOutputs {
  private static final long SEED = 17;

  /** Above this number of pixels there is one image instead of two. */
  private static final int LARGE = 256 * 256;

  private ReferenceOutputs() {}

  /**
   * Writes the reference inputs and outputs of a network as one {@code .npz} file.
   *
   * @param file the file, which is replaced where it exists
   * @param network the network; layers that act only in training are omitted
   * @param weights the values of the inference network's variables
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, LayeredNetwork network, Weights weights) throws IOException {
    List<NamedArray> arrays = arrays(network, weights);
    AtomicWrites.file(file, stream -> Npz.write(stream, arrays));
  }

  /**
   * Computes the reference outputs in float32.
   *
   * @param network an inference network
   * @param weights the network's
   * @return the images under {@code image}, and each output of the network under its key
   */
  public static List<NamedArray> arrays(LayeredNetwork network, Weights weights) {
    List<NamedArray> arrays = new ArrayList<>();
    NamedArray image = image(network.input().output());
    arrays.add(image);
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      InferenceGraph.Outputs outputs = graph.outputs(image);
      arrays.add(outputs.features());
      if (BundleInterface.of(network).classifies()) {
        arrays.add(outputs.logits());
        arrays.add(
            network.spec().head() instanceof Head.Classifier classifier
                    && classifier.activation() == HeadActivation.SIGMOID
                ? sigmoid(outputs.logits())
                : softmax(outputs.logits()));
      }
    }
    return arrays;
  }

  /** Noise, uniform in −1…1, so that every pixel affects the outputs. */
  private static NamedArray image(OutputShape size) {
    int images = size.height() * size.width() > LARGE ? 1 : 2;
    float[] values = new float[images * size.height() * size.width() * size.channels()];
    Random random = new Random(SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return new NamedArray(
        SignatureNames.IMAGE,
        List.of(images, size.height(), size.width(), size.channels()),
        values);
  }

  private static NamedArray sigmoid(NamedArray logits) {
    float[] values = logits.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 / (1 + Math.exp(-values[i])));
    }
    return new NamedArray(SignatureNames.PROBABILITIES, logits.shape(), values);
  }

  private static NamedArray softmax(NamedArray logits) {
    int classes = logits.shape().get(1);
    float[] values = new float[logits.values().length];
    for (int row = 0; row < values.length; row += classes) {
      softmax(logits.values(), values, row, row + classes);
    }
    return new NamedArray(SignatureNames.PROBABILITIES, logits.shape(), values);
  }

  private static void softmax(float[] logits, float[] probabilities, int from, int to) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    for (int i = from; i < to; i++) {
      probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
    }
  }
}
