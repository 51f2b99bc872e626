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

/** {@code nasnet-spark score}: what a bundle sees in the images of a frame. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Classifies images by an exported model, on all executors.",
      "Each image is a row of the output; one that cannot be scored says why in its column error."
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
      description = "A model's folder (its newest version) or a version's, on the driver.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "SOURCE",
      description =
          "binaryFile:GLOB, image files; parquet:PATH, a table; tfrecord:GLOB, whose examples have"
              + " image/encoded, and image/class/label as the column truth. Paths are Hadoop's.")
  @SuppressWarnings("NullAway.Init")
  private String in;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "A folder to make, of Hadoop's file systems. It must not be there.")
  @SuppressWarnings("NullAway.Init")
  private String out;

  @Option(
      names = "--format",
      paramLabel = "parquet|json|csv",
      defaultValue = "parquet",
      description = "The output's (${DEFAULT-VALUE}).")
  private ScoreOutput.Format format = ScoreOutput.Format.PARQUET;

  @Mixin private final ScoreOptions options = new ScoreOptions();

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Mixin private final PixelOptions pixels = new PixelOptions();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Spread the images over so many tasks first; this sends them over the network.")
  private @Nullable Integer partitions;

  @Option(names = "--json", description = "Print the summary as a JSON object on stdout.")
  private boolean json;

  @Override
  public void run() {
    if (partitions != null && partitions < 1) {
      throw new InvalidInputException("partitions (%d) must be at least 1".formatted(partitions));
    }
    Scorer scorer =
        options.scorer(model).withThreads(threads.threads()).withPixelLimit(pixels.limit());
    format.require(options.nested());
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      ScoreOutput output = new ScoreOutput(session, out, format);
      output.requireFree();
      Dataset<Row> images = new ImageFrames(session).open(in);
      Dataset<Row> spread = partitions == null ? images : images.repartition(partitions);
      Dataset<Row> scored = spread.transform(scorer::transform);
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
