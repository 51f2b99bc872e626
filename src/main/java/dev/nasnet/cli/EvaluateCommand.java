package dev.nasnet.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.nasnet.bundle.ClassMapping;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.cli.options.EvaluationOptions;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.ResizeOptions;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet evaluate}: measures a bundle's accuracy on held-out images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Measures the accuracy of an exported model, a training's best epoch or a file of weights"
            + " on the held-out images of a data source.",
    footer = {"", "Example:", "  nasnet evaluate --model savedmodels/digits --data digits"})
final class EvaluateCommand implements Runnable {
  private static final double THRESHOLD = 0.5;

  private static final OptionRules RULES =
      new OptionRules()
          .needs("--max-pixels", "--data=folder:*", "--data=csv:*", "--data=tfrecord:*")
          .excludes("--held-out", "--all")
          .needs("--out", "--calibrate")
          .needs("--logits", "--calibrate")
          .excludes("--calibrate", "--all")
          .excludes("--data=digits", "--skip-bad");

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

  @Mixin private final CellOption cell = new CellOption();

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final EvaluationOptions evaluation = new EvaluationOptions();

  @Mixin private final ResizeOptions resize = new ResizeOptions();

  @HelpSection.In(HelpSection.HARDWARE)
  @Option(
      names = "--batch",
      defaultValue = "32",
      paramLabel = "N",
      description =
          "The number of images that the model classifies at once, at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private int batch;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description =
          "Write this CSV file, too, with one line per image: the index of its true class in the"
              + " model, then the probability of each class. With --multi-label, 1 or 0 for each"
              + " class, then the probabilities (default: none).")
  private @Nullable Path predictions;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "With --multi-label, which a model that was trained so implies: the least probability of"
              + " a predicted class, above 0 and below 1 (default: 0.5).")
  private @Nullable Double threshold;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(names = "--json", description = "Print one JSON object on stdout (default: text).")
  private boolean json;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--csv",
      paramLabel = "DIR",
      description =
          "Write metrics.csv, classes.csv, confusion.csv (not with --multi-label) and"
              + " predictions.csv into this folder, too (default: none).")
  private @Nullable Path csv;

  @HelpSection.In(HelpSection.DATA)
  @Option(
      names = "--all",
      description =
          "Score all images of the source, those that the model was trained on too (default:"
              + " off).")
  private boolean all;

  private boolean isMultiLabel;

  @Mixin private final CalibrationFlags calibration = new CalibrationFlags();

  private ClassMapping classes = ClassMapping.byIndex(0);

  @Override
  public void run() {
    RULES.check(command);
    PrintWriter err = command.commandLine().getErr();
    // First the model: its session decides how many threads share an op.
    try (ScoringModel scored = calibration.open(model, cell.file(), err)) {
      isMultiLabel = isMultiLabel(scored);
      EvaluationSplit split =
          new EvaluationSplit(
              scored.origin(), all, resize.over(scored.resize(), err), isMultiLabel);
      DataSource source = split.open(data, err);
      new SplitCounts(data.text(), source).requireHeldOut();
      classes = classes(scored, source);
      AtomicReference<Evaluation> scores = new AtomicReference<>();
      BadImageDiagnosis.of(source, () -> scores.set(score(scored, source)));
      Evaluation evaluation = Objects.requireNonNull(scores.get());
      if (predictions != null) {
        write(predictions, evaluation.table());
      }
      print(evaluation, source);
    }
  }

  /** Returns whether an image has any number of labels, by the options or by the training. */
  private boolean isMultiLabel(ScoringModel scored) {
    if (threshold != null && !(threshold > 0 && threshold < 1)) {
      throw new InvalidInputException(
          "--threshold (%s) must be above 0 and below 1; 0.5 is usual".formatted(threshold));
    }
    if (!scored.isMultiLabel() && (threshold != null || data.givesMultiLabel())) {
      throw new InvalidInputException(
          ("%s has no effect on --model (%s), which has no sigmoid head, so that an image has one"
                  + " class; omit it")
              .formatted(threshold == null ? "--multi-label" : "--threshold", model));
    }
    boolean wasTrainedSo =
        scored.origin().get("recipe") instanceof JsonObject recipe
            && recipe.get("multiLabel") instanceof JsonPrimitive flag
            && flag.getAsBoolean();
    boolean isMulti = scored.isMultiLabel() && (data.givesMultiLabel() || wasTrainedSo);
    if (threshold != null && !isMulti) {
      throw new InvalidInputException(
          "--threshold (%s) has no effect without --multi-label; add it or omit --threshold"
              .formatted(threshold));
    }
    return isMulti;
  }

  private static List<String> names(ScoringModel scored, DataSource source) {
    if (!scored.labels().isEmpty()) {
      return scored.labels();
    }
    List<String> names = source.classNames();
    return names.size() == scored.classes()
        ? names
        : IntStream.range(0, scored.classes()).mapToObj(Integer::toString).toList();
  }

  /** Matches classes by name if both model and data have names, and otherwise by number. */
  private ClassMapping classes(ScoringModel classifier, DataSource source) {
    List<String> names = classifier.namesLike(source.classNames());
    int count = source.classNames().size();
    if (!names.isEmpty() && names.size() != classifier.classes()) {
      throw new InvalidInputException(
          "--model (%s) has %d class names for %d classes; export it again with --labels"
              .formatted(model, names.size(), classifier.classes()));
    }
    if (!names.isEmpty() && source.namesClasses()) {
      return ClassMapping.byName(source.classNames(), source::hasExamples, names);
    }
    if (count > classifier.classes() || (source.namesClasses() && count != classifier.classes())) {
      throw new InvalidInputException(
          "--data (%s) must have the model's %d classes, not %d; give the data of its training"
              .formatted(data.text(), classifier.classes(), count));
    }
    if (source.namesClasses()) {
      PrintWriter err = command.commandLine().getErr();
      err.println(
          "nasnet: the model has no class names: the data's classes are matched by their order");
      err.flush();
    }
    return ClassMapping.byIndex(count);
  }

  /** Returns the scores of all images. */
  private Evaluation score(ScoringModel classifier, DataSource source) {
    Evaluation scored =
        isMultiLabel
            ? new LabelEvaluation(names(classifier, source), threshold())
            : new ClassEvaluation(
                names(classifier, source),
                calibration.calibrates(),
                (images, before) -> calibration.of(classifier, images, before, source));
    PipelineOptions options =
        new PipelineOptions(
            Split.HELD_OUT,
            batch,
            classifier.height(),
            classifier.width(),
            false,
            0,
            Augmentation.evaluation(evaluation.crop().orElse(1)),
            false,
            false);
    new HeldOutPass(source, options)
        .forEach((images, truth) -> scored.add(truth, classes, classifier.scores(images)));
    return scored;
  }

  private float threshold() {
    return (float) (threshold == null ? THRESHOLD : threshold);
  }

  private static void write(Path file, String table) {
    try {
      AtomicWrites.text(file, table);
    } catch (IOException e) {
      throw new FailureException("--predictions (%s) cannot be written: %s".formatted(file, e), e);
    }
  }

  private void print(Evaluation scored, DataSource source) {
    if (csv != null) {
      scored.write(csv, source.names(Split.HELD_OUT));
    }
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(scored.json());
    } else {
      scored.lines().forEach(out::println);
    }
    out.flush();
  }
}
