package dev.nasnet.cli;

import com.google.gson.JsonObject;
import dev.nasnet.bundle.ClassMapping;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.cli.options.EvaluationOptions;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.ResizeOptions;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.evaluation.ClassificationMetrics;
import dev.nasnet.inference.ClassScores;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
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
  private static final int TOP = 5;
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
              + " model, then the probability of each class (default: none).")
  private @Nullable Path predictions;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(names = "--json", description = "Print one JSON object on stdout (default: text).")
  private boolean json;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--csv",
      paramLabel = "DIR",
      description =
          "Write metrics.csv, classes.csv, confusion.csv and predictions.csv into this folder, too"
              + " (default: none).")
  private @Nullable Path csv;

  @HelpSection.In(HelpSection.DATA)
  @Option(
      names = "--all",
      description =
          "Score all images of the source, those that the model was trained on too (default:"
              + " off).")
  private boolean all;

  @Mixin private final CalibrationFlags calibration = new CalibrationFlags();

  private ClassMapping classes = ClassMapping.byIndex(0);
  private final StringBuilder table = new StringBuilder();

  @Override
  public void run() {
    RULES.check(command);
    PrintWriter err = command.commandLine().getErr();
    // First the model: its session decides how many threads share an op.
    try (ScoringModel scored = calibration.open(model, cell.file(), err)) {
      EvaluationSplit split =
          new EvaluationSplit(scored.origin(), all, resize.over(scored.resize(), err));
      DataSource source = split.open(data, err);
      new SplitCounts(data.text(), source.counts()).requireHeldOut();
      classes = classes(scored, source);
      ScoredImages images = new ScoredImages(scored.classes(), calibration.calibrates());
      BadImageDiagnosis.of(source, () -> score(scored, source, images));
      if (predictions != null) {
        write(predictions);
      }
      print(scored, images, source);
    }
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

  private void score(ScoringModel classifier, DataSource source, ScoredImages images) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      PipelineOptions options =
          new PipelineOptions(
              Split.HELD_OUT,
              batch,
              classifier.height(),
              classifier.width(),
              false,
              0,
              Augmentation.evaluation(evaluation.crop().orElse(1)),
              false);
      BatchPipeline pipeline = source.pipeline(Ops.create(graph), options);
      try (TInt64 epoch = TInt64.scalarOf(0)) {
        Session.Runner runner = session.runner().feed(pipeline.epochSeed(), epoch);
        runner.addTarget(pipeline.initializer()).run().close();
      }
      Session.Runner next = session.runner().fetch(pipeline.images()).fetch(pipeline.labels());
      while (true) {
        try (Result result = next.run()) {
          count(classifier, (TFloat32) result.get(0), (TInt64) result.get(1), images);
        }
      }
    } catch (TFOutOfRangeException end) {
      // The epoch is over.
    }
  }

  private void count(ScoringModel classifier, TFloat32 images, TInt64 labels, ScoredImages scored) {
    List<float[]> pixels = new ArrayList<>();
    var data = images.asRawTensor().data().asFloats();
    int size = Math.toIntExact(images.size() / labels.size());
    for (int i = 0; i < labels.size(); i++) {
      float[] image = new float[size];
      data.slice((long) i * size, size).read(image);
      pixels.add(image);
    }
    ClassScores scores = classifier.scores(pixels);
    for (int i = 0; i < pixels.size(); i++) {
      int label = classes.of(Math.toIntExact(labels.getLong(i)));
      if (predictions != null) {
        record(label, scores.probabilities().get(i));
      }
      scored.add(label, scores.probabilities().get(i), scores.ranking().get(i));
    }
  }

  private void record(int label, float[] probabilities) {
    table.append(label);
    for (float probability : probabilities) {
      table.append(',').append(probability);
    }
    table.append('\n');
  }

  private void write(Path file) {
    try {
      AtomicWrites.text(file, table.toString());
    } catch (IOException e) {
      throw new FailureException("--predictions (%s) cannot be written: %s".formatted(file, e), e);
    }
  }

  private void print(ScoringModel scored, ScoredImages images, DataSource source) {
    List<String> names = names(scored, source);
    ClassificationMetrics metrics = images.metrics();
    Optional<Calibration> calibrated = calibration.of(scored, images, metrics, source);
    if (csv != null) {
      new MetricsCsv(images, metrics, names).write(csv, source.names(Split.HELD_OUT));
    }
    PrintWriter out = command.commandLine().getOut();
    // With five classes or fewer, top-5 is always 100 %.
    boolean showsTop5 = names.size() > TOP;
    if (json) {
      JsonObject report = new JsonObject();
      report.addProperty("examples", images.size());
      if (showsTop5) {
        report.addProperty("top5", images.top5());
      }
      new MetricsJson(metrics, names).addTo(report);
      calibrated.ifPresent(of -> of.addTo(report));
      out.println(report);
    } else {
      String top5 =
          showsTop5 ? String.format(Locale.ROOT, "  top-5 %.2f %%", 100 * images.top5()) : "";
      out.println(
          String.format(
              Locale.ROOT,
              "%d images  top-1 %.2f %%%s",
              images.size(),
              100 * metrics.top1(),
              top5));
      new MetricsText(metrics, names).lines().forEach(out::println);
      calibrated.ifPresent(of -> of.lines().forEach(out::println));
    }
    out.flush();
  }
}
