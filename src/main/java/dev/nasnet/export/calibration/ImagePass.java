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

/** Passes over the calibration images, one image at a time, in the order of the source. */
final class ImagePass {
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

  /** Adds ops to a graph that compute from an image, and returns those that are fetched. */
  @FunctionalInterface
  interface Computation {
    List<Operand<TFloat32>> of(Ops tf, Operand<TFloat32> image);
  }

  /**
   * Computes each image once.
   *
   * @param fetched receives the tensors of each image in the order of the computation
   */
  void run(Computation computation, Consumer<List<TFloat32>> fetched) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      BatchPipeline pipeline =
          source.pipeline(
              tf,
              new PipelineOptions(
                  Split.TRAIN, 1, size.height(), size.width(), false, 0, Augmentation.NONE, false));
      List<Operand<TFloat32>> operands = computation.of(tf, pipeline.images());
      try (Session session = new Session(graph);
          TInt64 seed = TInt64.scalarOf(0)) {
        session
            .runner()
            .feed(pipeline.epochSeed(), seed)
            .addTarget(pipeline.initializer())
            .run()
            .close();
        for (int i = 0; i < images; i++) {
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
