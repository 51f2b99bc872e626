package dev.nasnet.data;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Runs a pipeline through whole epochs and keeps what came out. */
public final class Batches {
  public record Epoch(List<Integer> batchSizes, List<float[][][]> images, List<Long> labels) {}

  private Batches() {}

  public static List<Epoch> epochs(DataSource source, PipelineOptions options, long... seeds) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      BatchPipeline pipeline = source.pipeline(Ops.create(graph), options);
      List<Epoch> epochs = new ArrayList<>();
      for (long seed : seeds) {
        epochs.add(epoch(session, pipeline, seed));
      }
      return epochs;
    }
  }

  public static void start(Session session, BatchPipeline pipeline, long seed) {
    try (TInt64 fed = TInt64.scalarOf(seed)) {
      session.runner().feed(pipeline.epochSeed(), fed).addTarget(pipeline.initializer()).run();
    }
  }

  public static Epoch epoch(Session session, BatchPipeline pipeline, long seed) {
    start(session, pipeline, seed);
    return rest(session, pipeline);
  }

  public static Epoch rest(Session session, BatchPipeline pipeline) {
    Epoch epoch = new Epoch(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    while (true) {
      try (var result = session.runner().fetch(pipeline.images()).fetch(pipeline.labels()).run()) {
        TFloat32 images = (TFloat32) result.get(0);
        TInt64 labels = (TInt64) result.get(1);
        for (float[][][] image : StdArrays.array4dCopyOf(images)) {
          epoch.images().add(image);
        }
        labels.scalars().forEach(label -> epoch.labels().add(label.getLong()));
        epoch.batchSizes().add((int) labels.size());
      } catch (TFOutOfRangeException end) {
        return epoch;
      }
    }
  }
}
