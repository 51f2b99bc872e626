package dev.nasnet.cli;

import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.PixelOptions;
import dev.nasnet.cli.options.ResizeOptions;
import dev.nasnet.cli.options.ThreadOptions;
import dev.nasnet.image.DecodeOptions;
import dev.nasnet.image.TurnedImages;
import dev.nasnet.inference.Classifier;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code nasnet predict}: classifies image files with a bundle. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Classifies image files with an exported model.",
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
      paramLabel = "DIR",
      description =
          "The exported model: its folder, of which the newest version is used, or the folder of a"
              + " version.")
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
    int exitCode = ExitCode.OK;
    DecodeOptions decoding = new DecodeOptions(pixels.limit(), resize.given());
    try (Classifier classifier = Classifier.open(model, decoding, threads.threads())) {
      resize.over(classifier.ownResize(), command.commandLine().getErr());
      requireEffect(classifier);
      for (Path image : ImagePaths.of(images)) {
        if (!classify(classifier, image)) {
          exitCode = ExitCode.SOFTWARE;
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

  private PredictedImage predict(Classifier classifier, Path image) {
    if (!classifier.isMultiLabel()) {
      return new PredictedImage(image, classifier.classify(image, top), null);
    }
    double least = threshold == null ? THRESHOLD : threshold;
    return new PredictedImage(image, classifier.predictLabels(image, least), least);
  }

  /** Refuses the option that has no effect on the model. */
  private void requireEffect(Classifier classifier) {
    if (classifier.isMultiLabel() && OptionRules.isGiven(command, "--top")) {
      throw new InvalidInputException(
          ("--top (%d) has no effect on a model with a sigmoid head, since its classes do not"
                  + " exclude each other; give --threshold instead")
              .formatted(top));
    }
    if (!classifier.isMultiLabel() && threshold != null) {
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

  /** Returns whether the image was classified; otherwise a line on stderr names it. */
  private boolean classify(Classifier classifier, Path image) {
    PredictedImage predicted;
    try {
      predicted = predict(classifier, image);
      turned.addFile(image);
    } catch (InvalidInputException | FailureException e) {
      say(String.valueOf(e.getMessage()));
      return false;
    }
    if (csv != null) {
      table.append(predicted.csv());
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(json ? predicted.json() : predicted.text());
    out.flush();
    return true;
  }
}
