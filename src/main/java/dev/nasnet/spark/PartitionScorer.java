package dev.nasnet.spark;

import dev.nasnet.inference.ImageModel;
import java.io.Serial;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Scores a partition's rows on an executor, by the session that its tasks share. */
final class PartitionScorer implements MapPartitionsFunction<Row, Row> {
  @Serial private static final long serialVersionUID = 1L;

  private final Broadcast<BroadcastBundle> shipment;
  private final String sha256;
  private final StoredFiles files;
  private final ScoreColumns columns;
  private final int place;
  private final ScoreRun run;

  /**
   * @param shipment the bundle; an executor fetches it when it opens it
   * @param sha256 the shipment's
   * @param place the index of the images' column
   */
  PartitionScorer(
      Broadcast<BroadcastBundle> shipment,
      String sha256,
      StoredFiles files,
      ScoreColumns columns,
      int place,
      ScoreRun run) {
    this.shipment = shipment;
    this.sha256 = sha256;
    this.files = files;
    this.columns = columns;
    this.place = place;
    this.run = run;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    SharedModel.Lease lease =
        SharedModel.lease(sha256, shipment::value, run.limit(), run.threads());
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              lease.close();
            });
    ImageModel model = lease.model();
    return new ScoredRows(
        rows,
        new RowImages(columns, place, files, model),
        new RowScores(columns, model),
        run.batch());
  }
}
