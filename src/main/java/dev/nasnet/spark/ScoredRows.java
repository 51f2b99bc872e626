package dev.nasnet.spark;

import dev.nasnet.inference.BatchOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A partition's rows with their scores, in the same order. Rows are read until a batch of good
 * images is full: a bad one takes no place in it. No more than a batch and the bad ones between is
 * held, and of these not over {@value #MOST_ROWS} batches.
 */
final class ScoredRows implements Iterator<Row> {
  private static final int MOST_ROWS = 8;

  private final Iterator<Row> rows;
  private final RowImages images;
  private final RowScores scores;
  private final int batch;
  private final Queue<Row> ready = new ArrayDeque<>();

  ScoredRows(Iterator<Row> rows, RowImages images, RowScores scores, int batch) {
    this.rows = rows;
    this.images = images;
    this.scores = scores;
    this.batch = batch;
  }

  /** A row and what is wrong with its image, if anything. */
  private record Pending(Row row, @Nullable String error) {}

  @Override
  public boolean hasNext() {
    if (ready.isEmpty()) {
      fill();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void fill() {
    List<Pending> pending = new ArrayList<>();
    List<float[]> good = new ArrayList<>();
    while (good.size() < batch && pending.size() / MOST_ROWS < batch && rows.hasNext()) {
      Row row = rows.next();
      try {
        good.add(images.read(row));
        pending.add(new Pending(row, null));
      } catch (BadImageException e) {
        pending.add(new Pending(row, e.getMessage()));
      }
    }
    if (pending.isEmpty()) {
      return;
    }
    BatchOutput answers = scores.answer(good);
    int index = 0;
    for (Pending each : pending) {
      ready.add(
          each.error() == null
              ? scores.scored(each.row(), answers, index++)
              : scores.failed(each.row(), each.error()));
    }
  }
}
