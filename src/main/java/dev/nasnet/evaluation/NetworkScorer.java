package dev.nasnet.evaluation;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.ShardedInput;
import dev.nasnet.graph.Constants;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** Scores fixed weights on a source's held-out images, in a graph of its own. */
public final class NetworkScorer {
  private final Network network;
  private final Weights weights;

  /**
   * Creates a scorer.
   *
   * @param network a network with a classifier
   * @param weights the values of its variables for inference
   */
  public NetworkScorer(Network network, Weights weights) {
    this.network = network.forInference();
    this.weights = weights;
  }

  /**
   * Scores images.
   *
   * @param data the images, with the classes of the network
   * @param options the split, and how its images are read, in their fixed order
   * @return the score
   */
  public Score score(DataSource data, PipelineOptions options) {
    return onGraph(
        data,
        options,
        (scoring, session) -> scoring.score(session, 0, () -> false).orElseThrow().scores().get(0));
  }

  /**
   * Reviews the predictions for images.
   *
   * @param data the images, with the classes of the network
   * @param options the split, and how its images are read, in their fixed order
   * @return the review of all of them
   */
  public HeldOutReview review(DataSource data, PipelineOptions options) {
    return onGraph(
        data,
        options,
        (scoring, session) -> {
          Reviewer reviewer = new Reviewer(network.spec().classes());
          return scoring
              .score(session, 0, () -> false, reviewer)
              .map(sums -> reviewer.done())
              .orElseThrow();
        });
  }

  private <T> T onGraph(
      DataSource data, PipelineOptions options, BiFunction<ScoringGraph, Session, T> work) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ShardedInput input = ShardedInput.of(tf, data, options, 1, 1);
      ScoringGraph scoring =
          new ScoringGraph(tf, network, input, List.of(new Constants(tf, weights)));
      try (Session session = new Session(graph)) {
        return work.apply(scoring, session);
      }
    }
  }
}
