package dev.nasnet.evaluation;

import dev.nasnet.evaluation.ReviewOps.Pictures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Gathers a {@link HeldOutReview} batch by batch, in one pass over the held-out images. */
public final class Reviewer {
  private final ConfusionCounts confusion = new ConfusionCounts();

  /** The mistake that would go first on top. */
  private final PriorityQueue<ReviewedImage> mistakes =
      new PriorityQueue<>(Comparator.comparingDouble(ReviewedImage::probability));

  private final Map<Integer, ReviewedImage> samples = new TreeMap<>();
  private final List<Integer> sampled = new ArrayList<>();
  private long seen;

  /** Creates a reviewer for a network of so many classes, at least 1. */
  public Reviewer(int classes) {
    int count = Math.min(classes, HeldOutReview.MOST_SAMPLES);
    for (int i = 0; i < count; i++) {
      sampled.add((int) ((long) i * classes / count));
    }
  }

  /**
   * Adds a batch.
   *
   * @param offset where {@link ReviewOps#fetched()} begins in it
   */
  public void add(ReviewOps ops, Session session, Result batch, int offset) {
    TInt32 predicted = (TInt32) batch.get(offset + ReviewOps.PREDICTED);
    TFloat32 probabilities = (TFloat32) batch.get(offset + ReviewOps.PROBABILITIES);
    TInt64 labels = (TInt64) batch.get(offset + ReviewOps.LABELS);
    TFloat32 own = (TFloat32) batch.get(offset + ReviewOps.ACTUAL_PROBABILITIES);
    for (int row = 0; row < predicted.size(); row++) {
      Answer answer =
          new Answer(
              seen++,
              Math.toIntExact(labels.getLong(row)),
              predicted.getInt(row),
              probabilities.getFloat(row),
              own.getFloat(row));
      confusion.add(answer.actual(), answer.predicted());
      boolean isMistake = isMistakeToShow(answer);
      boolean isSample = sampled.contains(answer.actual()) && !samples.containsKey(answer.actual());
      if (isMistake || isSample) {
        ReviewedImage image = answer.with(ops.draw(session, batch, offset, row));
        if (isMistake) {
          keep(image);
        }
        if (isSample) {
          samples.put(answer.actual(), image);
        }
      }
    }
  }

  private record Answer(
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

  private boolean isMistakeToShow(Answer answer) {
    ReviewedImage least = mistakes.peek();
    return answer.actual() != answer.predicted()
        && (least == null
            || mistakes.size() < HeldOutReview.MOST_MISTAKES
            || answer.probability() > least.probability());
  }

  private void keep(ReviewedImage image) {
    mistakes.add(image);
    if (mistakes.size() > HeldOutReview.MOST_MISTAKES) {
      mistakes.remove();
    }
  }

  /** What was seen. */
  public HeldOutReview done() {
    List<ReviewedImage> surest = new ArrayList<>(mistakes);
    surest.sort(
        Comparator.comparingDouble(ReviewedImage::probability)
            .reversed()
            .thenComparingLong(ReviewedImage::place));
    return new HeldOutReview(confusion, surest, List.copyOf(samples.values()));
  }
}
