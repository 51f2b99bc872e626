package dev.nasnet.cli.spark;

import com.google.gson.JsonObject;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.PixelOptions;
import dev.nasnet.cli.options.ResizeOptions;
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

/** {@code nasnet-spark score}: classifies the images of a data frame with a bundle. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Classifies images with an exported model on all executors.",
      "Each image is a row of the output; the column error says why an image cannot be scored."
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
          "The exported model on the driver: its folder, of which the newest version is used,"
              + " or the folder of a version.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "SOURCE",
      description =
          "The images, with a path of Hadoop's file systems: binaryFile:GLOB (image files),"
              + " parquet:PATH (a table) or tfrecord:GLOB (examples with image/encoded;"
              + " image/class/label becomes the column truth).")
  @SuppressWarnings("NullAway.Init")
  private String in;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The folder to write, on Hadoop's file systems; it must not exist.")
  @SuppressWarnings("NullAway.Init")
  private String out;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--format",
      paramLabel = "parquet|json|csv",
      defaultValue = "parquet",
      description = "The format of the output (default: ${DEFAULT-VALUE}).")
  private ScoreOutput.Format format = ScoreOutput.Format.PARQUET;

  @Mixin private final ScoreOptions options = new ScoreOptions();

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Mixin private final PixelOptions pixels = new PixelOptions();

  @Mixin private final ResizeOptions resize = new ResizeOptions();

  @HelpSection.In(HelpSection.HARDWARE)
  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Distribute the images over this number of tasks first, at least 1, which sends them over"
              + " the network (default: the source's partitions).")
  private @Nullable Integer partitions;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--json",
      description = "Print the summary as one JSON object on stdout (default: not).")
  private boolean json;

  @Override
  public void run() {
    if (partitions != null && partitions < 1) {
      throw new InvalidInputException("--partitions (%d) must be at least 1".formatted(partitions));
    }
    Scorer given =
        options.scorer(model).withThreads(threads.threads()).withPixelLimit(pixels.limit());
    Scorer scorer =
        given.withResize(resize.over(given.ownResize(), command.commandLine().getErr()));
    format.require(options.hasNestedColumns(scorer));
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      ScoreOutput output = new ScoreOutput(session, out, format);
      output.requireFree();
      Dataset<Row> images = new ImageFrames(session).open(in);
      Dataset<Row> distributed = partitions == null ? images : images.repartition(partitions);
      Dataset<Row> scored = distributed.transform(scorer::transform);
      if (options.contentColumn().isPresent()) {
        scored = scored.drop(scored.col("`" + options.contentColumn().get() + "`"));
      }
      print(output.write(scored, options.errorColumn()));
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
