package dev.nasnet.evaluation;

import dev.nasnet.evaluation.ReviewOps.Pictures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Collects a {@link HeldOutReview} batch by batch, in one pass over the held-out images. */
public final class Reviewer {
  private final ConfusionCounts confusion = new ConfusionCounts();

  /** The mistakes; the first of the queue is the first to be dropped. */
  private final PriorityQueue<ReviewedImage> mistakes =
      new PriorityQueue<>(Comparator.comparingDouble(ReviewedImage::probability));

  private final Map<Integer, ReviewedImage> samples = new TreeMap<>();
  private final List<Integer> sampled = new ArrayList<>();
  private long seen;
  private @Nullable MultiLabelMetrics multiLabel;

  /**
   * Creates a reviewer.
   *
   * @param classes the number of classes, at least 1
   */
  public Reviewer(int classes) {
    int count = Math.min(classes, HeldOutReview.MOST_SAMPLES);
    for (int i = 0; i < count; i++) {
      sampled.add((int) ((long) i * classes / count));
    }
  }

  /**
   * Adds a batch.
   *
   * @param ops the ops that made the tensors
   * @param session a session of the graph
   * @param batch the fetched tensors
   * @param offset the index of the first tensor of {@link ReviewOps#fetched()} in the batch
   */
  public void add(ReviewOps ops, Session session, Result batch, int offset) {
    TInt32 predicted = (TInt32) batch.get(offset + ReviewOps.PREDICTED);
    TFloat32 probabilities = (TFloat32) batch.get(offset + ReviewOps.PROBABILITIES);
    TInt64 labels = (TInt64) batch.get(offset + ReviewOps.LABELS);
    TFloat32 own = (TFloat32) batch.get(offset + ReviewOps.ACTUAL_PROBABILITIES);
    for (int row = 0; row < predicted.size(); row++) {
      Prediction prediction =
          new Prediction(
              seen++,
              Math.toIntExact(labels.getLong(row)),
              predicted.getInt(row),
              probabilities.getFloat(row),
              own.getFloat(row));
      confusion.add(prediction.actual(), prediction.predicted());
      boolean isMistake = isMistakeToShow(prediction);
      boolean isSample =
          sampled.contains(prediction.actual()) && !samples.containsKey(prediction.actual());
      if (isMistake || isSample) {
        ReviewedImage image = prediction.with(ops.draw(session, batch, offset, row));
        if (isMistake) {
          keep(image);
        }
        if (isSample) {
          samples.put(prediction.actual(), image);
        }
      }
    }
  }

  /** Sets the figures of images that may have any number of labels. */
  void set(MultiLabelMetrics metrics) {
    multiLabel = metrics;
  }

  private record Prediction(
      long place, int actual, int predicted, double probability, double actualProbability) {
    ReviewedImage with(Pictures pictures) {
      return new ReviewedImage(
          place,
          actual,
          predicted,
          probability,
          actualProbability,
          pictures.picture(),
          pictures.activation());
    }
  }

  private boolean isMistakeToShow(Prediction prediction) {
    ReviewedImage least = mistakes.peek();
    return prediction.actual() != prediction.predicted()
        && (least == null
            || mistakes.size() < HeldOutReview.MOST_MISTAKES
            || prediction.probability() > least.probability());
  }

  private void keep(ReviewedImage image) {
    mistakes.add(image);
    if (mistakes.size() > HeldOutReview.MOST_MISTAKES) {
      mistakes.remove();
    }
  }

  /** {@return the review of all images so far} */
  public HeldOutReview done() {
    List<ReviewedImage> surest = new ArrayList<>(mistakes);
    surest.sort(
        Comparator.comparingDouble(ReviewedImage::probability)
            .reversed()
            .thenComparingLong(ReviewedImage::place));
    return new HeldOutReview(confusion, surest, List.copyOf(samples.values()), multiLabel);
  }
}
