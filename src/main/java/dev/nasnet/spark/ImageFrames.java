package dev.nasnet.spark;

import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Opens data frames of images from a source given as {@code binaryFile:GLOB}, {@code parquet:PATH}
 * or {@code tfrecord:GLOB}.
 */
public final class ImageFrames {
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";
  private static final long IMAGE_OPEN_COST = 1 << 16;

  private final SparkSession session;

  /**
   * Creates an instance that opens data frames in a Spark session.
   *
   * @param session the session
   */
  public ImageFrames(SparkSession session) {
    this.session = session;
  }

  /**
   * {@return the data frame of a source} Spark reads the images only when the frame is evaluated.
   *
   * @param source the kind of the source, a colon, and a path or glob pattern in one of Hadoop's
   *     file systems
   * @throws InvalidInputException if the kind is unknown or there are no such files
   * @throws dev.nasnet.problem.FailureException if Spark reports another error
   */
  public Dataset<Row> open(String source) {
    int colon = source.indexOf(':');
    String kind = colon < 0 ? "" : source.substring(0, colon);
    String path = source.substring(colon + 1);
    try {
      return switch (kind) {
        case "binaryFile" -> files(path);
        case "parquet" -> session.read().parquet(path);
        case "tfrecord" -> records(source, path);
        default ->
            throw new InvalidInputException(
                "in (%s) must be binaryFile:GLOB, parquet:PATH or tfrecord:GLOB".formatted(source));
      };
    } catch (Exception e) {
      throw isInputError(e)
          ? new InvalidInputException(
              "in (%s) cannot be read; give existing files: %s"
                  .formatted(source, JobFailure.firstLine(e)))
          : JobFailure.of(e);
    }
  }

  /**
   * Returns whether an exception is caused by the given source. The parameter is any exception,
   * because Spark's Scala code throws the checked AnalysisException without declaring it.
   */
  private static boolean isInputError(Exception problem) {
    return !(problem instanceof InvalidInputException)
        && (problem instanceof AnalysisException
            || problem instanceof IOException
            || problem instanceof IllegalArgumentException);
  }

  /**
   * Opens image files, and reduces Spark's estimated cost of opening a file if the user has not set
   * it. With the default of 4 MiB, a partition would contain at most 31 images even if they are
   * small, so that most batches would be incomplete.
   */
  private Dataset<Row> files(String glob) throws IOException {
    requireFiles(glob);
    if (!session.sparkContext().conf().contains(OPEN_COST)) {
      session.conf().set(OPEN_COST, IMAGE_OPEN_COST);
    }
    return session.read().format("binaryFile").load(glob);
  }

  private static void requireFile(String source, String path) {
    StoredFiles.fault(path)
        .ifPresent(
            fault -> {
              throw new InvalidInputException(
                  "in (%s) holds %s, which %s; remove it".formatted(source, path, fault));
            });
  }

  /** Spark opens whatever lies there: of this machine's file system only files may. */
  private void requireFiles(String glob) throws IOException {
    Path pattern = new Path(glob);
    FileSystem system = pattern.getFileSystem(session.sparkContext().hadoopConfiguration());
    if (!"file".equals(system.getUri().getScheme())) {
      return;
    }
    FileStatus[] matches = system.globStatus(pattern);
    for (FileStatus found : matches == null ? new FileStatus[0] : matches) {
      FileStatus[] files =
          found.isDirectory() ? system.listStatus(found.getPath()) : new FileStatus[] {found};
      for (FileStatus file : files) {
        if (!file.isDirectory()) {
          requireFile("binaryFile:" + glob, file.getPath().toString());
        }
      }
    }
  }

  /**
   * Opens TFRecord files with one partition for each file, because a TFRecord file can be read only
   * from its beginning.
   */
  private Dataset<Row> records(String source, String glob) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    Configuration configuration = context.hadoopConfiguration();
    Path pattern = new Path(glob);
    FileStatus[] found = pattern.getFileSystem(configuration).globStatus(pattern);
    List<String> paths =
        Stream.ofNullable(found)
            .flatMap(Stream::of)
            .filter(FileStatus::isFile)
            .map(file -> file.getPath().toString())
            .sorted()
            .toList();
    paths.forEach(path -> requireFile(source, path));
    if (paths.isEmpty()) {
      throw new InvalidInputException(
          "in (%s) must match at least one TFRecord file; give the path of existing files"
              .formatted(source));
    }
    StoredFiles files = new StoredFiles(new SerializableConfiguration(configuration));
    JavaRDD<Row> rows =
        context.parallelize(new ArrayList<>(paths), paths.size()).flatMap(new TfRecordRows(files));
    return session.createDataFrame(rows, TfRecordRows.SCHEMA);
  }
}
