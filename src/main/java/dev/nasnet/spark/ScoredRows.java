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
 * Iterates over the rows of a partition with their scores, in the order of the input. Rows are read
 * until a batch is full; images that cannot be decoded are not part of a batch. At most one batch
 * and the rows without a decoded image between its images are held in memory, and at most {@value
 * #MAX_BATCHES} times the size of a batch in total.
 */
final class ScoredRows implements Iterator<Row> {
  private static final int MAX_BATCHES = 8;

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

  /**
   * A row that is not scored yet.
   *
   * @param row the input row
   * @param error the reason why its image cannot be scored, or null
   */
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
    while (good.size() < batch && pending.size() / MAX_BATCHES < batch && rows.hasNext()) {
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
    BatchOutput outputs = scores.predict(good);
    int index = 0;
    for (Pending each : pending) {
      ready.add(
          each.error() == null
              ? scores.scored(each.row(), outputs, index++)
              : scores.failed(each.row(), each.error()));
    }
  }
}
