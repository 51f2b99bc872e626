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
 * A folder that scores are written to, once. Spark brings the parts to their place after the last
 * task and then writes {@code _SUCCESS}.
 */
public final class ScoreOutput {
  private static final String IMAGES = "images";
  private static final String ERRORS = "errors";
  private static final long MOST_MILLIS = 30_000;

  private final SparkSession session;
  private final Path path;
  private final Format format;

  /** Creates an output at a path of any of Hadoop's file systems. */
  public ScoreOutput(SparkSession session, String path, Format format) {
    this.session = session;
    this.path = new Path(path);
    this.format = format;
  }

  /** A file format of Spark's. */
  public enum Format {
    PARQUET,
    JSON,
    CSV;

    /** Refuses what the format cannot hold. */
    public void require(boolean hasNestedColumns) {
      if (this == CSV && hasNestedColumns) {
        throw new InvalidInputException(
            "format (csv) holds no lists, so no --top and --features; write parquet or json");
      }
    }

    /**
     * Of CSV as RFC 4180 has it: a quote within quotes is doubled, not escaped by a backslash, and
     * spaces are part of a field. Without a header, as before.
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

    String spark() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What was done.
   *
   * @param images rows in all, each counted once however often a task was tried
   * @param errors rows of images that could not be scored
   * @param seconds from the job's begin to its end
   */
  public record Summary(long images, long errors, double seconds) {
    /** Images a second. */
    public double rate() {
      return images / seconds;
    }
  }

  /**
   * Refuses a path where something is.
   *
   * @throws InvalidInputException if something is there
   */
  public void requireFree() throws IOException {
    if (fileSystem().exists(path)) {
      throw new InvalidInputException(
          "out (%s) must not be there%s; give another path, or delete it"
              .formatted(
                  path, isWhole() ? "" : " (it has no _SUCCESS: whoever wrote it is not done)"));
    }
  }

  /**
   * Writes a frame. Where that fails, nothing is left.
   *
   * @param errors the name of the column that says what is wrong with an image
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
          .format(format.spark())
          .options(format.options())
          .save(path.toString());
    } catch (Exception e) {
      if (!(e instanceof AnalysisException)) {
        remove(tasks);
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
    throw new FailureException("Spark did not count " + name, null);
  }

  /**
   * Spark takes away what a failed job wrote, but not the folder; and tasks that are still on their
   * way to their end make it anew. What is finished, another's, is left.
   */
  private void remove(RunningTasks tasks) throws IOException, InterruptedException {
    tasks.awaitNone(MOST_MILLIS);
    FileSystem files = fileSystem();
    if (files.exists(path) && !isWhole()) {
      files.delete(path, true);
    }
  }

  private boolean isWhole() throws IOException {
    return fileSystem().exists(new Path(path, "_SUCCESS"));
  }

  private FileSystem fileSystem() throws IOException {
    return path.getFileSystem(session.sessionState().newHadoopConf());
  }
}
