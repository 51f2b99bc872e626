package dev.nasnet.evaluation;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.ShardedInput;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Scores one network with one or more sets of values in one pass over the held-out images. */
public final class ScoringGraph {
  private static final int TOP = 5;

  private final Ops tf;
  private final ShardedInput input;

  /**
   * For each set: correct predictions, classes among the five likeliest, and summed loss; where an
   * image may have any number of labels, the summed loss alone.
   */
  private final List<Operand<TFloat32>> fetched = new ArrayList<>();

  private final Operand<TInt32> examples;
  private final List<ReviewOps> reviews = new ArrayList<>();
  private final @Nullable LabelRowOps labelRows;

  /**
   * Adds the ops to a graph.
   *
   * @param tf the ops of the graph
   * @param network the network for inference
   * @param input the held-out images
   * @param sets the sets of values; a review shows the predictions of the first
   */
  public ScoringGraph(Ops tf, Network network, ShardedInput input, List<Variables> sets) {
    this.tf = tf;
    this.input = input;
    BatchPipeline pipeline = input.pipeline();
    examples = tf.gather(tf.shape(pipeline.truth()), tf.constant(0), tf.constant(0));
    labelRows = pipeline.isMultiLabel() ? new LabelRowOps(tf, pipeline) : null;
    for (Variables values : sets) {
      NetworkGraph scored =
          NetworkGraph.build(tf, network, pipeline.images(), new Mode.Inference(), values);
      if (labelRows != null) {
        fetched.add(labelRows.add(scored));
        continue;
      }
      ClassRanks ranks = new ClassRanks(tf, scored.logits(), pipeline.labels());
      fetched.add(ranks.top1Correct());
      fetched.add(ranks.topKCorrect(TOP));
      fetched.add(losses(scored));
      if (reviews.isEmpty()) {
        reviews.add(new ReviewOps(tf, network, pipeline, scored, values));
      }
    }
  }

  private Operand<TFloat32> losses(NetworkGraph scored) {
    var losses =
        tf.nn.sparseSoftmaxCrossEntropyWithLogits(scored.logits(), input.pipeline().labels());
    return tf.reduceSum(losses.loss(), tf.constant(0));
  }

  /**
   * Scores a worker's share of the images.
   *
   * @param session a session of the graph
   * @param worker the worker, from 0
   * @param isStopping returns whether to stop
   * @return the sums of all sets in their order, or nothing if the scoring was stopped
   */
  public Optional<ScoreSums> score(Session session, int worker, BooleanSupplier isStopping) {
    return pass(session, worker, isStopping, null);
  }

  /**
   * Scores a worker's share of the images, and adds each batch to a review.
   *
   * @param session a session of the graph
   * @param worker the worker, from 0
   * @param isStopping returns whether to stop
   * @param reviewer receives the predictions of the first set
   * @return the sums of all sets in their order, or nothing if the scoring was stopped
   */
  public Optional<ScoreSums> score(
      Session session, int worker, BooleanSupplier isStopping, Reviewer reviewer) {
    return pass(session, worker, isStopping, reviewer);
  }

  private Optional<ScoreSums> pass(
      Session session, int worker, BooleanSupplier isStopping, @Nullable Reviewer reviewer) {
    input.start(session, 0, 0, worker);
    LabelRowOps.Rows rows = labelRows == null ? null : labelRows.rows();
    double[] sums = new double[fetched.size()];
    long count = 0;
    while (!isStopping.getAsBoolean()) {
      Session.Runner runner = session.runner().fetch(examples);
      fetched.forEach(runner::fetch);
      List<Operand<?>> more = labelRows == null ? reviewed(reviewer) : labelRows.fetched();
      more.forEach(runner::fetch);
      try (Result result = runner.run()) {
        count += ((TInt32) result.get(0)).getInt();
        for (int i = 0; i < sums.length; i++) {
          sums[i] += ((TFloat32) result.get(i + 1)).getFloat();
        }
        if (rows != null) {
          rows.add(result, sums.length + 1);
        } else if (reviewer != null) {
          reviewer.add(reviews.get(0), session, result, sums.length + 1);
        }
      } catch (TFOutOfRangeException end) {
        return Optional.of(sums(sums, count, rows, reviewer));
      }
    }
    return Optional.empty();
  }

  private List<Operand<?>> reviewed(@Nullable Reviewer reviewer) {
    return reviewer == null ? List.of() : reviews.get(0).fetched();
  }

  private static ScoreSums sums(
      double[] sums, long count, LabelRowOps.@Nullable Rows rows, @Nullable Reviewer reviewer) {
    List<MultiLabelMetrics> metrics = rows == null ? List.of() : rows.metrics();
    if (rows != null && reviewer != null) {
      reviewer.set(metrics.get(0));
    }
    return new ScoreSums(Arrays.stream(sums).boxed().toList(), count, metrics);
  }
}
