package dev.nasnet.cli;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.cli.options.ClassWeightOptions;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.cli.options.FineTuneOptions;
import dev.nasnet.cli.options.HardwareOptions;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.PrecisionOptions;
import dev.nasnet.cli.options.RecipeOptions;
import dev.nasnet.cli.options.ResizeOptions;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.cli.options.SplitOptions;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.device.Hardware;
import dev.nasnet.device.ThreadPool;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.report.RunProvenance;
import dev.nasnet.run.DataSplit;
import dev.nasnet.run.RunFolder;
import dev.nasnet.training.CompositeListener;
import dev.nasnet.training.TrainerOptions;
import dev.nasnet.training.TrainingListener;
import dev.nasnet.training.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that trains a network; its subclasses choose where the training steps run. */
public abstract class TrainingCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules()
          .none("--pooling")
          .needs("--unfreeze-after", "--freeze")
          .needs("--weight-decay", "--optimizer=adamw")
          .needs("--rollbacks", "--on-nan=rollback")
          .needs("--label-separator", "--multi-label")
          .excludes("--multi-label", "--logits")
          .needs("--max-pixels", "--data=folder:*", "--data=csv:*", "--data=tfrecord:*")
          .excludes("--class-weights=auto", "--balanced-sampling")
          .excludes("--data=digits", "--val-data")
          .excludes("--data=digits", "--skip-bad", "--flip")
          .excludes("--device=cpu", "--no-memory-growth", "--gpu-memory");

  private enum OnNan {
    STOP,
    ROLLBACK
  }

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final SplitOptions splits = new SplitOptions();

  @Mixin private final ResizeOptions resize = new ResizeOptions();

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description =
          "The run's folder: its description, checkpoints, metrics and reports. It is made if it"
              + " does not exist.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Mixin private final RecipeOptions how = new RecipeOptions();

  @Mixin private final ClassWeightOptions classWeights = new ClassWeightOptions();

  @Mixin private final FineTuneOptions tuning = new FineTuneOptions();

  @Mixin private final PrecisionOptions precision = new PrecisionOptions();

  @Mixin private final HardwareOptions hardware = new HardwareOptions();

  @HelpSection.In(HelpSection.OPTIMISATION)
  @Option(
      names = "--until",
      paramLabel = "EPOCH",
      description =
          "Stop after this epoch, 1 to --epochs, without changing the schedule; --resume continues"
              + " (default: the last epoch).")
  private @Nullable Integer until;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--resume",
      description =
          "Continue the run in --out from its newest checkpoint, or begin it where there is none."
              + " Options that are not given are the run's; data, network and recipe must be those"
              + " with which it began, but --epochs may grow (default: off).")
  private boolean resume;

  @HelpSection.In(HelpSection.FINE_TUNING)
  @Option(
      names = "--init",
      paramLabel = "FILE",
      description =
          "Start from the weights of this file, in any format that nasnet convert reads, or from"
              + " those that Keras publishes for --preset large or mobile: imagenet. If its"
              + " classes differ from those of the data, the classifier starts from new weights."
              + " For a run's folder, options of the network that are not given are the run's"
              + " (default: random weights).")
  private @Nullable Path init;

  @HelpSection.In(HelpSection.OPTIMISATION)
  @Option(
      names = "--on-nan",
      defaultValue = "stop",
      paramLabel = "stop|rollback",
      description =
          "What happens when a loss, a gradient or a held-out loss is NaN or infinite: stop ends"
              + " the training with an error, rollback continues from the newest checkpoint with"
              + " half the learning rate (default: ${DEFAULT-VALUE}).")
  private OnNan onNan = OnNan.STOP;

  @HelpSection.In(HelpSection.OPTIMISATION)
  @Option(
      names = "--rollbacks",
      defaultValue = "3",
      paramLabel = "N",
      description =
          "The largest number of rollbacks of the whole training; one more ends it with an error"
              + " (default: ${DEFAULT-VALUE}).")
  private int rollbacks;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--json",
      description = "Print one JSON object per epoch on stdout (default: text).")
  private boolean json;

  /** Creates the command, for subclasses. */
  protected TrainingCommand() {}

  /**
   * What is trained, and where.
   *
   * @param network a network with a classifier for the classes of the data
   * @param source the images, open in this process
   * @param data the description of the images, by which another process can open them
   * @param recipe the hyper-parameters
   * @param listener prints the progress
   * @param hardware the devices and threads
   */
  protected record Plan(
      Network network,
      DataSource source,
      DataSourceSpec data,
      Recipe recipe,
      TrainingListener listener,
      Hardware hardware) {}

  /** Returns the engines that train, and how often they save. */
  protected abstract TrainerOptions options(Plan plan);

  /** Returns a line about the memory that the training is estimated to need, if it is known. */
  Optional<String> memory(Network network, Recipe recipe, Hardware on) {
    return Optional.empty();
  }

  /** Releases what {@link #options} opened, after the training or its failure. */
  protected void close() {}

  /**
   * Adds listeners that write files into the run's folder.
   *
   * @param listeners the listeners of the training
   * @param run the run's folder
   * @param provenance returns the provenance of the run
   */
  void observe(
      CompositeListener listeners, Path run, Plan plan, Supplier<Map<String, String>> provenance) {}

  @Override
  public final void run() {
    try {
      begin();
    } finally {
      close();
    }
  }

  private void begin() {
    List<String> words = config.complete(command, resume ? out : null);
    requireEffect();
    if (!resume && !config.printsConfig()) {
      new RunFolder(out).requireNew();
    }
    // The first session of the process fixes the number of threads; data opens one.
    ThreadPool.claim(hardware.hardware().threads());
    DataSourceSpec request = splits.over(data.request()).withResize(resize.ofNew());
    DataSource source = data.open(err(), request);
    SplitCounts counts = new SplitCounts(data.text(), source);
    counts.requireTrainable();
    NasNetSpec spec = InitialRun.network(init, options, how.preset(), source, this::say);
    how.requireAuxiliaryHead(spec);
    Recipe labelled = how.recipe().toBuilder().multiLabel(source.isMultiLabel()).build();
    Recipe weighted = classWeights.over(labelled, source);
    Recipe recipe = config.asResumed(precision.over(tuning.over(weighted)), data.text());
    int last = last(recipe);
    Network network = Network.of(spec);
    if (config.printsConfig()) {
      config.print(command, network.spec(), source, request, recipe);
      return;
    }
    Optional<DataSource> test = data.openTest(err(), request, source.classNames());
    TrainingSummary summary =
        new TrainingSummary(counts, source, test)
            .with(network, recipe, data.text())
            .with(memory(network, recipe, hardware.hardware()));
    TrainProgress progress =
        new TrainProgress(command.commandLine(), recipe, spec.classes(), json, summary.lines());
    Plan plan = new Plan(network, source, request, recipe, progress, hardware.hardware());
    TrainingRun run = run(plan, words);
    how.chosenRate().ifPresent(this::say);
    InitialModel initial = InitialModel.of(init, network, recipe.seed(), source, err());
    BadImageDiagnosis.of(source, () -> train(run, initial, last));
    if (last == recipe.epochs() && run.isDone()) {
      test.map(of -> new TestScore(out, network, recipe, of).score()).ifPresent(this::say);
    }
    TrainingSummary.atEnd(out, recipe).forEach(this::say);
  }

  private TrainingRun run(Plan plan, List<String> words) {
    RunProvenance provenance = RunProvenance.now(out, plan.source(), words);
    return TrainingRun.builder(plan.network(), plan.source(), plan.recipe(), out)
        .dataText(data.text())
        .split(DataSplit.of(plan.data()))
        .command(words)
        .options(options(plan).withRollbacks(onNan == OnNan.ROLLBACK ? rollbacks : 0))
        .listener(plan.listener())
        .observers(listeners -> observe(listeners, out, plan, provenance::values))
        .resumes(resume)
        .build();
  }

  private void requireEffect() {
    RULES.check(command);
    precision.requireScaled(OptionRules.isGiven(command, "--loss-scale-steps"));
    if (init != null && resume) {
      throw new InvalidInputException(
          "--init (%s) has no effect with --resume; omit one of them".formatted(init));
    }
  }

  private int last(Recipe recipe) {
    int last = until == null ? recipe.epochs() : until;
    if (last < 1 || last > recipe.epochs()) {
      throw new InvalidInputException(
          "--until (%d) must be 1 to --epochs, here %d".formatted(last, recipe.epochs()));
    }
    return last;
  }

  private PrintWriter err() {
    return command.commandLine().getErr();
  }

  private void say(String line) {
    err().println("nasnet: " + line);
    err().flush();
  }

  private void train(TrainingRun run, InitialModel initial, int last) {
    SignalStop.during(
        () -> {
          if (!run.train(initial.weights(), initial.source(), last)) {
            say("stopped; --resume goes on");
          }
        },
        run::stop);
  }
}
