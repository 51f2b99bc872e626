package dev.nasnet.export.calibration;

import dev.nasnet.architecture.OutputShape;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Passes over the calibration images in the order of the source. The number of images that are
 * computed at once depends on their size alone, so that the same images have the same sums.
 */
final class ImagePass {
  /** The pixels that are computed at once, and the most images. */
  private static final int PIXELS = 1 << 19;

  private static final int LARGEST_BATCH = 32;

  private final DataSource source;
  private final OutputShape size;
  private final int images;

  /**
   * Chooses images that are spread evenly over the training part of a source.
   *
   * @param size the shape of the network's image
   * @param most the number of images; fewer if the source has fewer
   */
  ImagePass(DataSource source, OutputShape size, int most) {
    int all = source.size(Split.TRAIN);
    images = Math.min(most, all);
    this.source = all > most ? source.subsample(most) : source;
    this.size = size;
  }

  /** The number of images. */
  int images() {
    return images;
  }

  /**
   * Returns the number of images of which the tensors of a computation need little memory: one that
   * divides all images, since a source that is spread may have a few more.
   */
  int batch() {
    long fitting = PIXELS / ((long) size.height() * size.width());
    int batch = (int) Math.max(1, Math.min(LARGEST_BATCH, fitting));
    while (images % batch != 0) {
      batch--;
    }
    return batch;
  }

  /** Adds ops to a graph that compute from images, and returns those that are fetched. */
  @FunctionalInterface
  interface Computation {
    List<Operand<TFloat32>> of(Ops tf, Operand<TFloat32> images);
  }

  /**
   * Computes each image once.
   *
   * @param batch the number of images that are computed at once, which divides their number
   * @param fetched receives the tensors of each batch in the order of the computation
   */
  void run(int batch, Computation computation, Consumer<List<TFloat32>> fetched) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      BatchPipeline pipeline =
          source.pipeline(
              tf,
              new PipelineOptions(
                  Split.TRAIN,
                  batch,
                  size.height(),
                  size.width(),
                  false,
                  0,
                  Augmentation.NONE,
                  false,
                  false));
      List<Operand<TFloat32>> operands = computation.of(tf, pipeline.images());
      try (Session session = new Session(graph);
          TInt64 seed = TInt64.scalarOf(0)) {
        session
            .runner()
            .feed(pipeline.epochSeed(), seed)
            .addTarget(pipeline.initializer())
            .run()
            .close();
        for (int done = 0; done < images; done += batch) {
          Session.Runner runner = session.runner();
          operands.forEach(runner::fetch);
          try (Result result = runner.run()) {
            fetched.accept(
                java.util.stream.IntStream.range(0, operands.size())
                    .mapToObj(index -> (TFloat32) result.get(index))
                    .toList());
          }
        }
      }
    }
  }
}
