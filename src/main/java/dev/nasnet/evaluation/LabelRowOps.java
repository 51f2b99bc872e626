package dev.nasnet.evaluation;

import dev.nasnet.data.BatchPipeline;
import dev.nasnet.graph.NetworkGraph;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.framework.op.FrameworkOps;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The labels and probabilities of images that may have any number of labels as native ops. Ranks
 * need all images at once, so that Java keeps a row for each.
 */
final class LabelRowOps {
  /** The threshold of the scores in a training. */
  static final float THRESHOLD = 0.5f;

  private final Ops tf;
  private final Operand<TFloat32> labels;
  private final List<Operand<?>> fetched = new ArrayList<>();

  LabelRowOps(Ops tf, BatchPipeline pipeline) {
    this.tf = tf;
    labels = pipeline.labelRows();
    fetched.add(labels);
  }

  /** Adds a set of values; returns the sum over the images of their losses, float32 scalar. */
  Operand<TFloat32> add(NetworkGraph scored) {
    fetched.add(tf.math.sigmoid(scored.logits()));
    Operand<TFloat32> losses =
        FrameworkOps.create(tf).nn.sigmoidCrossEntropyWithLogits(labels, scored.logits());
    return tf.reduceSum(tf.math.mean(losses, tf.constant(1)), tf.constant(0));
  }

  /** Returns the tensors to fetch for each batch. */
  List<Operand<?>> fetched() {
    return fetched;
  }

  /** Returns an empty collection of rows. */
  Rows rows() {
    return new Rows(fetched.size() - 1);
  }

  /** The labels of all images, and their probabilities by each set of values. */
  static final class Rows {
    private final List<boolean[]> labels = new ArrayList<>();
    private final List<List<float[]>> probabilities = new ArrayList<>();

    Rows(int sets) {
      for (int set = 0; set < sets; set++) {
        probabilities.add(new ArrayList<>());
      }
    }

    /** Adds a batch, of which the tensors begin at an index. */
    void add(Result batch, int offset) {
      for (float[] row : rows((TFloat32) batch.get(offset))) {
        boolean[] has = new boolean[row.length];
        for (int label = 0; label < row.length; label++) {
          has[label] = row[label] > 0;
        }
        labels.add(has);
      }
      for (int set = 0; set < probabilities.size(); set++) {
        probabilities.get(set).addAll(rows((TFloat32) batch.get(offset + 1 + set)));
      }
    }

    /** Returns the figures of each set of values. */
    List<MultiLabelMetrics> metrics() {
      int classes = labels.isEmpty() ? 0 : labels.get(0).length;
      return probabilities.stream()
          .map(rows -> MultiLabelMetrics.of(classes, labels, rows, THRESHOLD))
          .toList();
    }

    private static List<float[]> rows(TFloat32 tensor) {
      int columns = Math.toIntExact(tensor.shape().get(1));
      List<float[]> rows = new ArrayList<>();
      for (long row = 0; row < tensor.shape().get(0); row++) {
        float[] values = new float[columns];
        tensor.asRawTensor().data().asFloats().slice(row * columns, columns).read(values);
        rows.add(values);
      }
      return rows;
    }
  }
}
