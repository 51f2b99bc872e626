package dev.nasnet.cli.spark;

import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.spark.ScoreColumns;
import dev.nasnet.spark.Scorer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set the columns and batches of scoring; a picocli mixin. */
final class ScoreOptions {
  @HelpSection.In(HelpSection.DATA)
  @Option(
      names = "--content-column",
      paramLabel = "NAME",
      description =
          "The column of encoded images, which the output does not contain (default: content).")
  private @Nullable String content;

  @HelpSection.In(HelpSection.DATA)
  @Option(
      names = "--path-column",
      paramLabel = "NAME",
      description =
          "The column of paths of image files, instead of a column of encoded images (default:"
              + " none).")
  private @Nullable String path;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--top",
      paramLabel = "K",
      description =
          "Add a column top with the K most probable classes, at least 1; not for a model with a"
              + " sigmoid head (default: no such column).")
  private @Nullable Integer top;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "The least probability of a label of a model with a sigmoid head, above 0 and below 1."
              + " Such a model adds the columns labels and probabilities instead of class, label"
              + " and score (default: 0.5).")
  private @Nullable Double threshold;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--features",
      description =
          "Add a column features with the input of the classifier, which takes a second run of the"
              + " network per image (default: no such column).")
  private boolean features;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--no-classes",
      description =
          "Omit the columns class, label and score, or labels and probabilities (default: with"
              + " them).")
  private boolean noClasses;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "The beginning of the names of added columns (default: none).")
  private String prefix = "";

  @HelpSection.In(HelpSection.HARDWARE)
  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "The number of images that the network classifies at once, at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private int batch;

  /** Returns whether the output has a column of arrays or structures. */
  boolean hasNestedColumns(Scorer scorer) {
    return top != null || features || (scorer.isMultiLabel() && !noClasses);
  }

  /** Returns the name of the column of error messages. */
  String errorColumn() {
    return prefix + ScoreColumns.ERROR;
  }

  Scorer scorer(Path model) {
    if (content != null && path != null) {
      throw new InvalidInputException(
          "--path-column (%s) has no effect with --content-column; omit one of them"
              .formatted(path));
    }
    Scorer scorer = Scorer.of(model).withBatch(batch).withPrefix(prefix);
    scorer = path == null ? scorer.withContentColumn(column()) : scorer.withPathColumn(path);
    scorer = top == null ? scorer : scorer.withTop(top);
    scorer = threshold == null ? scorer : scorer.withThreshold(threshold);
    scorer = features ? scorer.withFeatures(true) : scorer;
    return noClasses ? scorer.withClasses(false) : scorer;
  }

  /** Returns the column of the encoded images, which is not written; empty for one of paths. */
  Optional<String> contentColumn() {
    return path == null ? Optional.of(column()) : Optional.empty();
  }

  private String column() {
    return content == null ? "content" : content;
  }
}
