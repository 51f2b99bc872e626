package dev.nasnet.evaluation;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.weights.Weights;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A small network with {@link ReviewOps}, to which tests feed images, labels and logits. */
final class ReviewGraph implements AutoCloseable {
  private static final Shape ANY = Shape.of(Shape.UNKNOWN_SIZE);

  private final Network network;
  private final Weights weights;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> images;
  private final Placeholder<TInt64> labels;
  private final NetworkGraph scored;
  private final Operand<TFloat32> logits;
  private final ReviewOps ops;

  ReviewGraph(int classes, ImageSize size) {
    network =
        Network.of(
                NasNetSpec.cifar().toBuilder()
                    .notation("1@24")
                    .stemFilters(6)
                    .size(size)
                    .classes(classes)
                    .build())
            .forInference();
    weights = Weights.random(network, 9);
    Ops tf = Ops.create(graph);
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, size.height(), size.width(), 3);
    images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    labels = tf.placeholder(TInt64.class, Placeholder.shape(ANY));
    Placeholder<TInt64> seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    // What is fed cannot be fetched.
    BatchPipeline pipeline =
        new BatchPipeline(seed, seed, tf.identity(images), tf.identity(labels), Optional.empty());
    Constants values = new Constants(tf, weights);
    scored = NetworkGraph.build(tf, network, pipeline.images(), new Mode.Inference(), values);
    logits = tf.identity(scored.logits());
    ops = new ReviewOps(tf, network, pipeline, scored, values);
    session = new Session(graph);
  }

  /** Receives the tensors of {@link ReviewOps#fetched()}; the logits precede them. */
  @FunctionalInterface
  interface Look {
    void at(Result batch);
  }

  /** Runs the ops on images of noise, one for each row of logits, which replace the network's. */
  void run(long[] truth, float[][] given, Look look) {
    try (TFloat32 fed = TFloat32.tensorOf(StdArrays.ndCopyOf(given))) {
      run(session.runner().feed(scored.logits(), fed), truth, look);
    }
  }

  /** Runs the network and the ops on images of noise. */
  void run(long[] truth, Look look) {
    run(session.runner(), truth, look);
  }

  private void run(Session.Runner runner, long[] truth, Look look) {
    try (TFloat32 noise = noise(truth.length);
        TInt64 rows = TInt64.tensorOf(Shape.of(truth.length), DataBuffers.of(truth))) {
      runner.feed(images, noise).feed(labels, rows).fetch(logits);
      ops.fetched().forEach(runner::fetch);
      try (Result batch = runner.run()) {
        look.at(batch);
      }
    }
  }

  private TFloat32 noise(int count) {
    ImageSize size = network.spec().size();
    Random random = new Random(8);
    float[] pixels = new float[count * size.height() * size.width() * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 2 * random.nextFloat() - 1;
    }
    return TFloat32.tensorOf(
        Shape.of(count, size.height(), size.width(), 3), DataBuffers.of(pixels));
  }

  /** Adds a batch to a review. */
  void review(Reviewer reviewer, long[] truth, float[][] given) {
    run(truth, given, batch -> reviewer.add(ops, session, batch, 1));
  }

  /** Draws an image of a batch. */
  ReviewOps.Pictures draw(Result batch, int row) {
    return ops.draw(session, batch, 1, row);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
