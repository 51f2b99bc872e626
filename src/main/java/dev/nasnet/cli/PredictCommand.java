package dev.nasnet.cli;

import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.PixelOptions;
import dev.nasnet.cli.options.ResizeOptions;
import dev.nasnet.cli.options.ThreadOptions;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.TurnedImages;
import dev.nasnet.image.decode.ImageReader;
import dev.nasnet.inference.Prediction;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nasnet predict}: classifies image files with a bundle, a run or a file of weights. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Classifies image files with an exported model, a training's best epoch or a file of"
          + " weights.",
      "An image that cannot be read or decoded is reported on stderr; the others are classified,"
          + " and the exit code is 1."
    },
    footer = {"", "Example:", "  nasnet predict --model savedmodels/digits --top 3 seven.png"})
final class PredictCommand implements Callable<Integer> {
  private static final double THRESHOLD = 0.5;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "PATH",
      description =
          "The model: the folder of an exported model, of which the newest version is used, or of"
              + " a version; the folder of a training, of which the best epoch is used; or a file"
              + " of weights that nasnet convert reads.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description =
          "The number of most probable classes to print for each image, at least 1; not for a"
              + " model with a sigmoid head, see --threshold (default: ${DEFAULT-VALUE}).")
  private int top;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "For a model with a sigmoid head, such as one trained with --multi-label: print all"
              + " classes with at least this probability, above 0 and below 1 (default: 0.5).")
  private @Nullable Double threshold;

  @HelpSection.In(HelpSection.HARDWARE)
  @Option(
      names = "--batch",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "The number of images that the model classifies at once, at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private int batch;

  @Mixin private final CellOption cell = new CellOption();

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Mixin private final PixelOptions pixels = new PixelOptions();

  @Mixin private final ResizeOptions resize = new ResizeOptions();

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--json",
      description = "Print one JSON object per image on stdout (default: text).")
  private boolean json;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "Write this CSV file, too, with a header and one line per image and class: file, rank,"
              + " class and probability (default: none).")
  private @Nullable Path csv;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "The JPEG, PNG, BMP or GIF files; folders, of which all such files are classified, those"
              + " in sub-folders too; or globs with wildcards in the name of the file.")
  @SuppressWarnings("NullAway.Init")
  private List<String> images;

  private final TurnedImages turned = new TurnedImages();
  private final StringBuilder table = new StringBuilder(PredictedImage.CSV_HEADER);

  /** Returns 1 if an image could not be classified, otherwise 0. */
  @Override
  public Integer call() {
    if (top < 1) {
      throw new InvalidInputException("--top (%d) must be at least 1; 5 is usual".formatted(top));
    }
    if (threshold != null && !(threshold > 0 && threshold < 1)) {
      throw new InvalidInputException(
          "--threshold (%s) must be above 0 and below 1; 0.5 is usual".formatted(threshold));
    }
    if (batch < 1) {
      throw new InvalidInputException("--batch (%d) must be at least 1".formatted(batch));
    }
    List<Path> files = ImagePaths.of(images);
    int exitCode = ExitCode.OK;
    try (ScoringModel scored =
        ScoringModel.open(model, cell.file(), command.commandLine().getErr(), threads.threads())) {
      requireEffect(scored);
      ResizeMode mode = resize.over(scored.resize(), command.commandLine().getErr());
      try (ImageReader reader =
          new ImageReader(scored.height(), scored.width(), mode, pixels.limit())) {
        for (int from = 0; from < files.size(); from += batch) {
          List<Path> some = files.subList(from, Math.min(files.size(), from + batch));
          exitCode = classify(scored, reader, some) ? exitCode : ExitCode.SOFTWARE;
        }
      }
    }
    turned.line().ifPresent(line -> say("the data " + line));
    if (csv != null) {
      write(csv);
    }
    return exitCode;
  }

  private void write(Path file) {
    try {
      AtomicWrites.text(file, table.toString());
    } catch (IOException e) {
      throw new FailureException("--csv (%s) cannot be written: %s".formatted(file, e), e);
    }
  }

  /** Refuses the option that has no effect on the model. */
  private void requireEffect(ScoringModel scored) {
    if (scored.isMultiLabel() && OptionRules.isGiven(command, "--top")) {
      throw new InvalidInputException(
          ("--top (%d) has no effect on a model with a sigmoid head, since its classes do not"
                  + " exclude each other; give --threshold instead")
              .formatted(top));
    }
    if (!scored.isMultiLabel() && threshold != null) {
      throw new InvalidInputException(
          ("--threshold (%s) has no effect on a model without a sigmoid head, since its classes"
                  + " exclude each other; give --top instead")
              .formatted(threshold));
    }
  }

  private void say(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println("nasnet: " + OneLine.of(line));
    err.flush();
  }

  /** Returns whether all images were classified; otherwise a line on stderr names each other. */
  private boolean classify(ScoringModel scored, ImageReader reader, List<Path> files) {
    List<Path> read = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    for (Path file : files) {
      try {
        values.add(reader.read(file));
        read.add(file);
        turned.addFile(file);
      } catch (InvalidInputException | FailureException e) {
        say(String.valueOf(e.getMessage()));
      }
    }
    if (!values.isEmpty()) {
      List<float[]> rows = scored.scores(values).probabilities();
      for (int i = 0; i < rows.size(); i++) {
        print(predicted(scored, read.get(i), rows.get(i)));
      }
    }
    return read.size() == files.size();
  }

  private PredictedImage predicted(ScoringModel scored, Path image, float[] row) {
    if (!scored.isMultiLabel()) {
      return new PredictedImage(image, Prediction.likeliest(row, scored.labels(), top), null);
    }
    double least = threshold == null ? THRESHOLD : threshold;
    return new PredictedImage(image, Prediction.above(row, scored.labels(), (float) least), least);
  }

  private void print(PredictedImage predicted) {
    if (csv != null) {
      table.append(predicted.csv());
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(json ? predicted.json() : predicted.text());
    out.flush();
  }
}
