package dev.nasnet.spark;

import dev.nasnet.inference.ImageModel;
import java.io.Serial;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Scores the rows of a partition on an executor. All tasks of the executor share one session. */
final class PartitionScorer implements MapPartitionsFunction<Row, Row> {
  @Serial private static final long serialVersionUID = 1L;

  private final Broadcast<BroadcastBundle> bundle;
  private final String sha256;
  private final StoredFiles files;
  private final ScoreColumns columns;
  private final int imageColumn;
  private final ScoreRun run;

  /**
   * Creates a scorer.
   *
   * @param bundle the bundle, which an executor fetches when it opens the session
   * @param sha256 the SHA-256 of the bundle
   * @param files the access to image files
   * @param columns the columns to read and to add
   * @param imageColumn the index of the column of images
   * @param run the settings for the runs of the network
   */
  PartitionScorer(
      Broadcast<BroadcastBundle> bundle,
      String sha256,
      StoredFiles files,
      ScoreColumns columns,
      int imageColumn,
      ScoreRun run) {
    this.bundle = bundle;
    this.sha256 = sha256;
    this.files = files;
    this.columns = columns;
    this.imageColumn = imageColumn;
    this.run = run;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    SharedModel.Lease lease =
        SharedModel.lease(sha256, bundle::value, run.decoding(), run.threads());
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              lease.close();
            });
    ImageModel model = lease.model();
    return new ScoredRows(
        rows,
        new RowImages(columns, imageColumn, files, model),
        new RowScores(columns, model),
        run.batch());
  }
}
