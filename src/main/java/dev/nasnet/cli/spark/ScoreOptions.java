package dev.nasnet.cli.spark;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.spark.ScoreColumns;
import dev.nasnet.spark.Scorer;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is scored and how; a picocli mixin. */
final class ScoreOptions {
  @Option(
      names = "--content-column",
      paramLabel = "NAME",
      description = "The column of encoded images (content); it is left out of the output.")
  private @Nullable String content;

  @Option(
      names = "--path-column",
      paramLabel = "NAME",
      description = "The column of image files' paths, in place of their content.")
  private @Nullable String path;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Add a column top of the K likeliest classes.")
  private @Nullable Integer top;

  @Option(
      names = "--features",
      description = "Add a column features of what the classifier reads: a second run an image.")
  private boolean features;

  @Option(names = "--no-classes", description = "Leave out class, label and score.")
  private boolean noClasses;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the added columns' names begin with.")
  private String prefix = "";

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images a run of the network (${DEFAULT-VALUE}).")
  private int batch;

  /** Whether a column is asked for that is no plain value. */
  boolean nested() {
    return top != null || features;
  }

  /** The name of the column that says what is wrong with an image. */
  String errorColumn() {
    return prefix + ScoreColumns.ERROR;
  }

  Scorer scorer(Path model) {
    if (content != null && path != null) {
      throw new InvalidInputException(
          "path-column (%s) must not stand beside content-column; give one".formatted(path));
    }
    Scorer scorer = Scorer.of(model).withBatch(batch).withPrefix(prefix);
    scorer = path == null ? scorer.withContentColumn(column()) : scorer.withPathColumn(path);
    scorer = top == null ? scorer : scorer.withTop(top);
    scorer = features ? scorer.withFeatures(true) : scorer;
    return noClasses ? scorer.withClasses(false) : scorer;
  }

  /** Without the encoded images. */
  Dataset<Row> withoutContent(Dataset<Row> scored) {
    return path == null ? scored.drop(scored.col("`" + column() + "`")) : scored;
  }

  private String column() {
    return content == null ? "content" : content;
  }
}
