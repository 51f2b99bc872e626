package dev.nasnet.data;

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
 * @param index the worker's, int64 scalar
 */
public record ShardedInput(
    BatchPipeline pipeline, Placeholder<TInt64> first, Placeholder<TInt64> index) {
  /**
   * Adds it to a graph.
   *
   * @param tf the ops of the graph
   * @param data the source of the images
   * @param options the split, the batch, the image size and the augmentation
   * @param workers the number of workers that share the epoch
   * @param together how many of the pipeline's batches make a step
   * @return the input, which {@link #start} begins
   */
  public static ShardedInput of(
      Ops tf, DataSource data, PipelineOptions options, int workers, int together) {
    Placeholder<TInt64> first = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Placeholder<TInt64> index = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    WorkerShard share = new WorkerShard(workers, index, together, first);
    return new ShardedInput(data.pipeline(tf, options, share), first, index);
  }

  /**
   * Begins an epoch, or goes on within it.
   *
   * @param session a session of the input's graph
   * @param epoch the epoch, from 0, by which order and augmentation are drawn
   * @param from the step, from 0, that comes next
   * @param worker the worker that receives the share, from 0
   */
  public void start(Session session, long epoch, long from, int worker) {
    try (TInt64 seed = TInt64.scalarOf(epoch);
        TInt64 begin = TInt64.scalarOf(from);
        TInt64 workerIndex = TInt64.scalarOf(worker)) {
      session
          .runner()
          .feed(pipeline.epochSeed(), seed)
          .feed(first, begin)
          .feed(index, workerIndex)
          .addTarget(pipeline.initializer())
          .run()
          .close();
    }
  }
}
