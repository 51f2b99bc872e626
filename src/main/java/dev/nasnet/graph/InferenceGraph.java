package dev.nasnet.graph;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.OneShotSession;
import dev.nasnet.weights.Weights;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Runs a network for inference with given weights. The class is intended for few runs: the session
 * has no graph optimizations, and the weights are fed in each run. An instance owns native memory
 * and must be closed.
 */
public final class InferenceGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final PlaceholderWeights weights;
  private final NetworkGraph network;

  private InferenceGraph(LayeredNetwork network, Weights weights) {
    Ops tf = Ops.create(graph);
    OutputShape size = network.input().output();
    Placeholder<TFloat32> image =
        tf.withName("image")
            .placeholder(
                TFloat32.class,
                Placeholder.shape(Shape.of(-1, size.height(), size.width(), size.channels())));
    this.weights = new PlaceholderWeights(tf, weights);
    this.network = NetworkGraph.forInference(tf, network, image, this.weights);
    session = new Session(graph, OneShotSession.CONFIG);
  }

  /**
   * Opens a graph for inference.
   *
   * @param network the network; layers that act only in training are omitted
   * @param weights the values of the inference network's variables, and no others
   * @return the open graph
   * @throws dev.nasnet.problem.InvalidInputException if a variable is missing, superfluous or has
   *     another shape
   */
  public static InferenceGraph open(LayeredNetwork network, Weights weights) {
    LayeredNetwork inference = network.forInference();
    weights.requireFit(inference);
    return new InferenceGraph(inference, weights);
  }

  /**
   * Computes the output of the network, which is that of the Keras model.
   *
   * @param images the images, float32 {@code [N, H, W, 3]}, range −1…1
   * @return the output, float32, with one row for each image
   */
  public NamedArray run(NamedArray images) {
    return fetch(network.output(), images);
  }

  /**
   * Computes the logits, which are the values before softmax; without a classifier, the output.
   *
   * @param images the images, float32 {@code [N, H, W, 3]}, range −1…1
   * @return the logits, float32 {@code [N, classes]}
   */
  public NamedArray logits(NamedArray images) {
    return fetch(network.logits(), images);
  }

  /**
   * Holds the features and logits of one run.
   *
   * @param features the input of the classifier, float32 {@code [N, P]}; without a classifier, the
   *     output of the network
   * @param logits the values before softmax, float32 {@code [N, classes]}; without a classifier,
   *     the output of the network
   */
  public record Outputs(NamedArray features, NamedArray logits) {}

  /**
   * Computes the features and the logits in one run.
   *
   * @param images the images, float32 {@code [N, H, W, 3]}, range −1…1
   * @return the features and the logits, one row for each image
   */
  public Outputs outputs(NamedArray images) {
    String logits = network.logits().op().name();
    boolean classifies = !network.features().op().name().equals(logits);
    try (TFloat32 input = tensor(images)) {
      Session.Runner runner = weights.feed(session.runner().feed(network.image(), input));
      runner.fetch(network.features());
      if (classifies) {
        runner.fetch(network.logits());
      }
      try (Result result = runner.run()) {
        NamedArray features = Checkpoint.array("features", (TFloat32) result.get(0));
        return new Outputs(
            features, classifies ? Checkpoint.array("logits", (TFloat32) result.get(1)) : features);
      }
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
    weights.close();
  }

  private NamedArray fetch(Operand<TFloat32> output, NamedArray images) {
    try (TFloat32 input = tensor(images);
        Result result =
            weights.feed(session.runner().feed(network.image(), input)).fetch(output).run()) {
      return Checkpoint.array("output", (TFloat32) result.get(0));
    }
  }

  private static TFloat32 tensor(NamedArray array) {
    return TFloat32.tensorOf(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
  }
}
