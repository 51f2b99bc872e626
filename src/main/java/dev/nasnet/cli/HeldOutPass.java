package dev.nasnet.cli;

import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** One pass over the images of a source, in their fixed order. */
record HeldOutPass(DataSource source, PipelineOptions options) {
  /** Receives a batch. */
  interface Batch {
    /**
     * Adds a batch.
     *
     * @param images for each image {@code H·W·3} values, −1…1
     * @param truth the labels as {@link BatchPipeline#truth()} has them
     */
    void add(List<float[]> images, TType truth);
  }

  /** Gives each batch to a receiver. */
  void forEach(Batch receiver) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      BatchPipeline pipeline = source.pipeline(Ops.create(graph), options);
      try (TInt64 epoch = TInt64.scalarOf(0)) {
        Session.Runner runner = session.runner().feed(pipeline.epochSeed(), epoch);
        runner.addTarget(pipeline.initializer()).run().close();
      }
      Session.Runner next = session.runner().fetch(pipeline.images()).fetch(pipeline.truth());
      while (true) {
        try (Result result = next.run()) {
          receiver.add(rows((TFloat32) result.get(0)), (TType) result.get(1));
        }
      }
    } catch (TFOutOfRangeException end) {
      // The epoch is over.
    }
  }

  /** Returns the values of each row of a batch. */
  static List<float[]> rows(TFloat32 batch) {
    List<float[]> rows = new ArrayList<>();
    var data = batch.asRawTensor().data().asFloats();
    long count = batch.shape().get(0);
    int size = count == 0 ? 0 : Math.toIntExact(batch.size() / count);
    for (long i = 0; i < count; i++) {
      float[] row = new float[size];
      data.slice(i * size, size).read(row);
      rows.add(row);
    }
    return rows;
  }
}
