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
 * Where a command's images come from: {@code binaryFile:GLOB}, {@code parquet:PATH}, {@code
 * tfrecord:GLOB}.
 */
public final class ImageFrames {
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";
  private static final long IMAGE_OPEN_COST = 1 << 16;

  private final SparkSession session;

  /** Creates frames of a session. */
  public ImageFrames(SparkSession session) {
    this.session = session;
  }

  /**
   * A source's frame; nothing is read yet.
   *
   * @param source a kind, a colon and a path or pattern of Hadoop's file systems
   * @throws InvalidInputException if there is no such kind, or nothing there
   */
  public Dataset<Row> open(String source) {
    int colon = source.indexOf(':');
    String kind = colon < 0 ? "" : source.substring(0, colon);
    String where = source.substring(colon + 1);
    try {
      return switch (kind) {
        case "binaryFile" -> files(where);
        case "parquet" -> session.read().parquet(where);
        case "tfrecord" -> records(source, where);
        default ->
            throw new InvalidInputException(
                "in (%s) must be binaryFile:GLOB, parquet:PATH or tfrecord:GLOB".formatted(source));
      };
    } catch (Exception e) {
      throw wronglyAsked(e)
          ? new InvalidInputException(
              "in (%s) cannot be read; give files that are there: %s"
                  .formatted(source, JobFailure.firstLine(e)))
          : JobFailure.of(e);
    }
  }

  /** Spark's Scala throws AnalysisException, which is checked, undeclared. */
  private static boolean wronglyAsked(Exception problem) {
    return !(problem instanceof InvalidInputException)
        && (problem instanceof AnalysisException
            || problem instanceof IOException
            || problem instanceof IllegalArgumentException);
  }

  /**
   * Spark counts 4 MiB for the opening of a file and so would put no more than 31 images in a
   * partition, however small they are: a batch hardly fills.
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

  /** A partition a file: a TFRecord file is read from its beginning. */
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
          "in (%s) must be TFRecord files that are there".formatted(source));
    }
    StoredFiles files = new StoredFiles(new SerializableConfiguration(configuration));
    JavaRDD<Row> rows =
        context.parallelize(new ArrayList<>(paths), paths.size()).flatMap(new TfRecordRows(files));
    return session.createDataFrame(rows, TfRecordRows.SCHEMA);
  }
}
