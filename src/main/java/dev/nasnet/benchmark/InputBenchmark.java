package dev.nasnet.benchmark;

import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import java.util.function.DoublePredicate;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** Measures an input pipeline without a network. */
public final class InputBenchmark {
  private InputBenchmark() {}

  /**
   * Reads batches, epoch after epoch, until a function returns false. The beginning of an epoch is
   * not measured.
   *
   * @param source the data, of which a pipeline reads one split
   * @param options the split, the batch, the image size and the augmentation
   * @param lap receives the time of each batch in seconds; returns whether to go on
   */
  public static void run(DataSource source, PipelineOptions options, DoublePredicate lap) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      BatchPipeline pipeline = source.pipeline(Ops.create(graph), options);
      boolean goesOn = true;
      for (long epoch = 0; goesOn; epoch++) {
        try (TInt64 seed = TInt64.scalarOf(epoch)) {
          var start = session.runner().feed(pipeline.epochSeed(), seed);
          start.addTarget(pipeline.initializer()).run().close();
        }
        goesOn = readEpoch(session.runner().fetch(pipeline.images()), lap);
      }
    }
  }

  /** Returns whether to go on. */
  private static boolean readEpoch(Session.Runner next, DoublePredicate lap) {
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
