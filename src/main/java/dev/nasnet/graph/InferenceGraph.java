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

/** A network with its weights, in a session of its own, made for few runs. Close it. */
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
   * A graph that answers.
   *
   * @param network any; what acts only in training is left out
   * @param weights all of its weights
   */
  public static InferenceGraph open(LayeredNetwork network, Weights weights) {
    LayeredNetwork inference = network.forInference();
    weights.requireFit(inference);
    return new InferenceGraph(inference, weights);
  }

  /**
   * The Keras model's answers.
   *
   * @param images float32 {@code [N, H, W, 3]}, −1…1; stays the caller's
   * @return float32, one row an image
   */
  public NamedArray run(NamedArray images) {
    return fetch(network.output(), images);
  }

  /** As {@link #run}, before softmax. */
  public NamedArray logits(NamedArray images) {
    return fetch(network.logits(), images);
  }

  /**
   * What the network gives on its way to the answer, of one run.
   *
   * @param features what the classifier reads; without one, the answer itself
   * @param logits before softmax; without a classifier, the answer itself
   */
  public record Answers(NamedArray features, NamedArray logits) {}

  /** As {@link #run}, for the features and the logits. */
  public Answers answers(NamedArray images) {
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
        return new Answers(
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
