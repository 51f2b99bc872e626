package dev.nasnet.evaluation;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * Predictions and class activation maps of held-out images as native ops. Java reads one prediction
 * for each image of a batch; only images that are shown are encoded, natively.
 */
public final class ReviewOps {
  /** The index in {@link #fetched()} of the predicted labels, int32 {@code [B]}. */
  public static final int PREDICTED = 0;

  /** The index of the probabilities of the predicted classes, float32 {@code [B]}. */
  public static final int PROBABILITIES = 1;

  /** The index of the labels, int64 {@code [B]}. */
  public static final int LABELS = 2;

  static final int ACTUAL_PROBABILITIES = 3;

  /** The index of the images, float32 {@code [B, H, W, 3]}, −1…1. */
  public static final int IMAGES = 4;

  /** The index of the activation maps, float32 {@code [B, h, w, 1]}. */
  public static final int MAPS = 5;

  private final Ops tf;
  private final BatchPipeline pipeline;
  private final Operand<TFloat32> maps;
  private final List<Operand<?>> fetched;
  private final Placeholder<TInt32> index;
  private final Operand<TString> picture;
  private final Operand<TString> activation;

  /**
   * Adds the ops to a graph.
   *
   * @param tf the ops of the graph
   * @param network the network, with a classifier
   * @param pipeline the held-out images and their labels
   * @param scored the network's graph on the pipeline's images, with a classifier
   * @param values the values of its variables
   */
  public ReviewOps(
      Ops tf, Network network, BatchPipeline pipeline, NetworkGraph scored, Variables values) {
    this.tf = tf;
    this.pipeline = pipeline;
    Operand<TInt32> flat = tf.constant(new int[] {-1});
    Operand<TFloat32> probabilities = tf.nn.softmax(scored.logits());
    // By the logits, since different logits may have equal probabilities.
    TopK<TFloat32, TInt32> likeliest = tf.nn.topK(scored.logits(), tf.constant(1), TInt32.class);
    Operand<TInt32> predicted = tf.reshape(likeliest.indices(), flat);
    maps = maps(network, scored, values, predicted);
    fetched =
        List.of(
            predicted,
            tf.max(probabilities, tf.constant(1)),
            pipeline.labels(),
            ofActual(network, probabilities),
            pipeline.images(),
            maps);
    index = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    ThumbnailOps shown = new ThumbnailOps(tf, network.spec().size());
    Operand<TFloat32> pixels = shown.pixels(one(pipeline.images()));
    picture = shown.png(pixels);
    activation = shown.png(shown.under(one(maps), pixels));
  }

  /** {@return the tensors to fetch for each batch} */
  public List<Operand<?>> fetched() {
    return fetched;
  }

  /**
   * An image and its activation map as PNG.
   *
   * @param picture the image as the network reads it, after the crop
   * @param activation the class activation map of the predicted class
   */
  public record Pictures(PngImage picture, PngImage activation) {}

  /**
   * Encodes one image of a batch.
   *
   * @param session a session of the graph
   * @param batch the fetched tensors
   * @param offset the index of the first tensor of {@link #fetched()} in the batch
   * @param row the index of the image
   * @return the image and its activation map
   */
  public Pictures draw(Session session, Result batch, int offset, int row) {
    try (TInt32 at = TInt32.scalarOf(row);
        Result drawn =
            session
                .runner()
                .feed(pipeline.images(), batch.get(offset + IMAGES))
                .feed(maps, batch.get(offset + MAPS))
                .feed(index, at)
                .fetch(picture)
                .fetch(activation)
                .run()) {
      return new Pictures(png(drawn, 0), png(drawn, 1));
    }
  }

  private static PngImage png(Result drawn, int at) {
    return new PngImage(((TString) drawn.get(at)).asBytes().getObject());
  }

  /** Returns one row, float32 {@code [1, …]}, of {@code [B, …]}. */
  private Operand<TFloat32> one(Operand<TFloat32> batch) {
    return tf.gather(batch, tf.reshape(index, tf.constant(new int[] {1})), tf.constant(0));
  }

  /** Returns the probabilities of the images' own classes, float32 {@code [B]}. */
  private Operand<TFloat32> ofActual(Network network, Operand<TFloat32> probabilities) {
    Operand<TFloat32> own =
        tf.oneHot(
            pipeline.labels(),
            tf.constant(network.spec().classes()),
            tf.constant(1f),
            tf.constant(0f));
    return tf.reduceSum(tf.math.mul(probabilities, own), tf.constant(1));
  }

  /**
   * Returns class activation maps, float32 {@code [B, h, w, 1]}: the last feature map weighted by
   * the classifier's kernel (Zhou et al., arXiv:1512.04150).
   */
  private Operand<TFloat32> maps(
      Network network, NetworkGraph scored, Variables values, Operand<TInt32> classes) {
    Layer dense = network.output();
    Operand<TFloat32> kernel = values.read(dense.variables().get(0));
    // [B, C]
    Operand<TFloat32> chosen =
        tf.gather(
            tf.linalg.transpose(kernel, tf.constant(new int[] {1, 0})), classes, tf.constant(0));
    Operand<TFloat32> spread = tf.expandDims(tf.expandDims(chosen, tf.constant(1)), tf.constant(1));
    Operand<TFloat32> features = scored.tensor(lastFeatureMap(network, dense));
    return tf.reduceSum(tf.math.mul(features, spread), tf.constant(3), ReduceSum.keepDims(true));
  }

  /** Returns the layer that global pooling reads. */
  private static String lastFeatureMap(Network network, Layer dense) {
    Layer layer = dense;
    do {
      layer = network.layer(layer.inputs().get(0));
    } while (layer.output().dimensions().size() == 1);
    return layer.name();
  }
}
