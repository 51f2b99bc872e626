package dev.nasnet.cli.spark;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.spark.ScoreColumns;
import dev.nasnet.spark.Scorer;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the columns and batches of scoring, as a picocli mixin. */
final class ScoreOptions {
  @Option(
      names = "--content-column",
      paramLabel = "NAME",
      description =
          "Name of the column of encoded images, which the output omits (default: content).")
  private @Nullable String content;

  @Option(
      names = "--path-column",
      paramLabel = "NAME",
      description = "Name of a column of paths of image files, instead of --content-column.")
  private @Nullable String path;

  @Option(
      names = "--top",
      paramLabel = "K",
      description =
          "Add a column top with a list of the K most likely classes; K is at least 1 (default: no"
              + " list).")
  private @Nullable Integer top;

  @Option(
      names = "--features",
      description =
          "Add a column features with the input of the classifier (default: off). Together with"
              + " classes, this runs the network twice for each image.")
  private boolean features;

  @Option(
      names = "--no-classes",
      description = "Omit the columns class, label and score (default: off).")
  private boolean noClasses;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Prefix of the names of the added columns (default: no prefix).")
  private String prefix = "";

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Number of images in a run of the network, at least 1 (default: ${DEFAULT-VALUE}).")
  private int batch;

  /** Returns whether a column of lists is requested. */
  boolean hasNestedColumns() {
    return top != null || features;
  }

  /** Returns the name of the column of errors. */
  String errorColumn() {
    return prefix + ScoreColumns.ERROR;
  }

  Scorer scorer(Path model) {
    if (content != null && path != null) {
      throw new InvalidInputException(
          "path-column (%s) must not be combined with content-column; give only one of them"
              .formatted(path));
    }
    Scorer scorer = Scorer.of(model).withBatch(batch).withPrefix(prefix);
    scorer = path == null ? scorer.withContentColumn(column()) : scorer.withPathColumn(path);
    scorer = top == null ? scorer : scorer.withTop(top);
    scorer = features ? scorer.withFeatures(true) : scorer;
    return noClasses ? scorer.withClasses(false) : scorer;
  }

  /** Returns the frame without the column of encoded images. */
  Dataset<Row> withoutContent(Dataset<Row> scored) {
    return path == null ? scored.drop(scored.col("`" + column() + "`")) : scored;
  }

  private String column() {
    return content == null ? "content" : content;
  }
}
