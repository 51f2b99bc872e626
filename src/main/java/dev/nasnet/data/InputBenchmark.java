package dev.nasnet.data;

import java.util.function.DoublePredicate;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** A pipeline alone, drawn from batch by batch with a watch. */
public final class InputBenchmark {
  private InputBenchmark() {}

  /**
   * Draws batches, epoch after epoch, until it is enough. What begins an epoch does not count.
   *
   * @param lap whether, after a batch that came in so many seconds, another is wanted
   */
  public static void draw(DataSource source, PipelineOptions options, DoublePredicate lap) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      BatchPipeline pipeline = source.pipeline(Ops.create(graph), options);
      boolean goesOn = true;
      for (long epoch = 0; goesOn; epoch++) {
        try (TInt64 seed = TInt64.scalarOf(epoch)) {
          var start = session.runner().feed(pipeline.epochSeed(), seed);
          start.addTarget(pipeline.initializer()).run().close();
        }
        goesOn = drawEpoch(session.runner().fetch(pipeline.images()), lap);
      }
    }
  }

  /** Whether more is wanted. */
  private static boolean drawEpoch(Session.Runner next, DoublePredicate lap) {
    try {
      boolean goesOn = true;
      while (goesOn) {
        long start = System.nanoTime();
        next.run().close();
        goesOn = lap.test((System.nanoTime() - start) / 1e9);
      }
      return false;
    } catch (TFOutOfRangeException end) {
      return true;
    }
  }
}
