package dev.nasnet.cli.spark;

import com.google.gson.JsonObject;
import dev.nasnet.cli.options.PixelOptions;
import dev.nasnet.cli.options.ThreadOptions;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.spark.ImageFrames;
import dev.nasnet.spark.JobFailure;
import dev.nasnet.spark.ScoreOutput;
import dev.nasnet.spark.Scorer;
import dev.nasnet.spark.SharedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code nasnet-spark score}, which classifies images with a bundle. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Classifies images with an exported model on all executors.",
      "The output has one row for each image. If an image cannot be scored, the column error of its"
          + " row contains the reason."
    },
    footer = {
      "",
      "Example:",
      "  nasnet-spark --master 'local[2]' score --model savedmodels/digits"
          + " --in 'binaryFile:images/*.png' --out scores"
    })
final class ScoreCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder of the exported model (the newest version is used) or of one version, on the"
              + " driver.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "SOURCE",
      description =
          "Source of the images, with paths in Hadoop's file systems: binaryFile:GLOB reads image"
              + " files, parquet:PATH reads a table, and tfrecord:GLOB reads examples with the"
              + " feature image/encoded; image/class/label becomes the column truth.")
  @SuppressWarnings("NullAway.Init")
  private String in;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "Output folder in one of Hadoop's file systems. It must not exist.")
  @SuppressWarnings("NullAway.Init")
  private String out;

  @Option(
      names = "--format",
      paramLabel = "parquet|json|csv",
      defaultValue = "parquet",
      description = "Format of the output (default: ${DEFAULT-VALUE}).")
  private ScoreOutput.Format format = ScoreOutput.Format.PARQUET;

  @Mixin private final ScoreOptions options = new ScoreOptions();

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Mixin private final PixelOptions pixels = new PixelOptions();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Number of tasks, at least 1, over which the images are distributed before they are"
              + " scored (default: the partitions of the source). Images are sent over the"
              + " network.")
  private @Nullable Integer partitions;

  @Option(
      names = "--json",
      description = "Print a summary as a JSON object to standard output (default: off).")
  private boolean json;

  @Override
  public void run() {
    if (partitions != null && partitions < 1) {
      throw new InvalidInputException("partitions (%d) must be at least 1".formatted(partitions));
    }
    Scorer scorer =
        options.scorer(model).withThreads(threads.threads()).withPixelLimit(pixels.limit());
    format.require(options.hasNestedColumns());
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      ScoreOutput output = new ScoreOutput(session, out, format);
      output.requireFree();
      Dataset<Row> images = new ImageFrames(session).open(in);
      Dataset<Row> distributed = partitions == null ? images : images.repartition(partitions);
      Dataset<Row> scored = distributed.transform(scorer::transform);
      print(output.write(options.withoutContent(scored), options.errorColumn()));
    } catch (Exception e) {
      throw JobFailure.of(e);
    } finally {
      SharedModel.closeIdle();
    }
  }

  private void print(ScoreOutput.Summary summary) {
    if (json) {
      JsonObject object = new JsonObject();
      object.addProperty("images", summary.images());
      object.addProperty("errors", summary.errors());
      object.addProperty("seconds", summary.seconds());
      object.addProperty("imagesPerSecond", summary.rate());
      PrintWriter stdout = command.commandLine().getOut();
      stdout.println(object);
      stdout.flush();
    }
    PrintWriter err = command.commandLine().getErr();
    err.println(
        String.format(
            Locale.ROOT,
            "nasnet: %d images, %d errors, %.1f s, %.1f images/s",
            summary.images(),
            summary.errors(),
            summary.seconds(),
            summary.rate()));
    err.flush();
  }
}
