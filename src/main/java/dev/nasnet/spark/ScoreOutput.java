package dev.nasnet.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Writes scores to a new folder. Spark moves the parts of the output to the folder after the last
 * task and then writes the file {@code _SUCCESS}.
 */
public final class ScoreOutput {
  private static final String IMAGES = "images";
  private static final String ERRORS = "errors";
  private static final long TIMEOUT_MILLIS = 30_000;

  private final SparkSession session;
  private final Path path;
  private final Format format;

  /**
   * Creates an output.
   *
   * @param session the Spark session
   * @param path the path of the folder in any of Hadoop's file systems
   * @param format the format of the files
   */
  public ScoreOutput(SparkSession session, String path, Format format) {
    this.session = session;
    this.path = new Path(path);
    this.format = format;
  }

  /** A file format of Spark. */
  public enum Format {
    /** Apache Parquet. */
    PARQUET,
    /** One JSON object for each row, one row on each line. */
    JSON,
    /** Comma-separated values without a header. */
    CSV;

    /**
     * Checks that the format supports the columns.
     *
     * @param hasNestedColumns whether there are columns of lists
     * @throws InvalidInputException if the format does not support lists and there are some
     */
    public void require(boolean hasNestedColumns) {
      if (this == CSV && hasNestedColumns) {
        throw new InvalidInputException(
            "format (csv) must be parquet or json with `top`, `features` or a model with a sigmoid"
                + " head, because CSV files contain no lists");
      }
    }

    /**
     * Returns the writer's options. CSV follows RFC 4180: a quote within quotes is doubled, not
     * escaped by a backslash, and spaces are part of a field. There is no header.
     */
    Map<String, String> options() {
      return this == CSV
          ? Map.of(
              "escape", "\"",
              "ignoreLeadingWhiteSpace", "false",
              "ignoreTrailingWhiteSpace", "false",
              "encoding", "UTF-8")
          : Map.of();
    }

    String sparkName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Summarizes a finished job.
   *
   * @param images the number of all rows; each row counts once, even if a task was repeated
   * @param errors the number of rows with images that could not be scored
   * @param seconds the duration of the job in seconds
   */
  public record Summary(long images, long errors, double seconds) {
    /** {@return the number of images for each second} */
    public double rate() {
      return images / seconds;
    }
  }

  /**
   * Checks that nothing exists at the output path.
   *
   * @throws InvalidInputException if there is a file or folder at the path
   * @throws IOException if the file system cannot be accessed
   */
  public void requireFree() throws IOException {
    if (fileSystem().exists(path)) {
      throw new InvalidInputException(
          "out (%s) must not exist%s; give another path, or delete it"
              .formatted(
                  path, isComplete() ? "" : " (it has no file _SUCCESS, so it is incomplete)"));
    }
  }

  /**
   * Writes a frame. If the job fails, the output folder is deleted.
   *
   * @param scored the frame
   * @param errors the name of the column of errors
   * @return the numbers of rows and the duration of the job
   * @throws IOException if the incomplete output cannot be deleted
   * @throws InterruptedException if the thread is interrupted while it waits for running tasks
   */
  public Summary write(Dataset<Row> scored, String errors)
      throws IOException, InterruptedException {
    Observation observation = new Observation();
    Dataset<Row> observed =
        scored.observe(
            observation, count(lit(1)).as(IMAGES), count(col("`" + errors + "`")).as(ERRORS));
    RunningTasks tasks = new RunningTasks();
    session.sparkContext().addSparkListener(tasks);
    long start = System.nanoTime();
    try {
      observed
          .write()
          .mode(SaveMode.ErrorIfExists)
          .format(format.sparkName())
          .options(format.options())
          .save(path.toString());
    } catch (Exception e) {
      if (!(e instanceof AnalysisException)) {
        deleteIncomplete(tasks);
      }
      throw e;
    } finally {
      session.sparkContext().removeSparkListener(tasks);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> counts = observation.getAsJava();
    return new Summary(number(counts, IMAGES), number(counts, ERRORS), seconds);
  }

  private static long number(Map<String, Object> counts, String name) {
    if (counts.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new FailureException("Spark reported no count of " + name, null);
  }

  /**
   * Deletes the output folder of a failed job. Spark deletes the files in it but not the folder,
   * and tasks that are still running create it again. A complete folder, which another job has
   * written, is kept.
   */
  private void deleteIncomplete(RunningTasks tasks) throws IOException, InterruptedException {
    tasks.awaitNone(TIMEOUT_MILLIS);
    FileSystem files = fileSystem();
    if (files.exists(path) && !isComplete()) {
      files.delete(path, true);
    }
  }

  private boolean isComplete() throws IOException {
    return fileSystem().exists(new Path(path, "_SUCCESS"));
  }

  private FileSystem fileSystem() throws IOException {
    return path.getFileSystem(session.sessionState().newHadoopConf());
  }
}
