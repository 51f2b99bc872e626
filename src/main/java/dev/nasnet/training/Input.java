package dev.nasnet.training;

import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Share;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt64;

/**
 * A worker's share of each epoch, that can begin at any of its steps.
 *
 * @param pipeline its batches
 * @param first the step where it begins, int64 scalar
 */
record Input(BatchPipeline pipeline, Placeholder<TInt64> first) {
  /**
   * Adds it to a graph.
   *
   * @param together how many of the pipeline's batches make a step
   */
  static Input of(Ops tf, DataSource data, PipelineOptions options, Worker worker, int together) {
    Placeholder<TInt64> first = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Share share = new Share(worker.of(), worker.index(), together, first);
    return new Input(data.pipeline(tf, options, share), first);
  }

  /**
   * Begins an epoch, or goes on within it.
   *
   * @param from the step, from 0, that comes next
   */
  void start(Session session, long epoch, long from) {
    try (TInt64 seed = TInt64.scalarOf(epoch);
        TInt64 begin = TInt64.scalarOf(from)) {
      session
          .runner()
          .feed(pipeline.epochSeed(), seed)
          .feed(first, begin)
          .addTarget(pipeline.initializer())
          .run()
          .close();
    }
  }
}
