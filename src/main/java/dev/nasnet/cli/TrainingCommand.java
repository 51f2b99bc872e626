package dev.nasnet.cli;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.cli.options.FineTuneOptions;
import dev.nasnet.cli.options.HardwareOptions;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.PrecisionOptions;
import dev.nasnet.cli.options.RecipeOptions;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.device.Hardware;
import dev.nasnet.device.ThreadPool;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.InitialWeights;
import dev.nasnet.run.RunDescription;
import dev.nasnet.run.RunFolder;
import dev.nasnet.training.CompositeListener;
import dev.nasnet.training.Trainer;
import dev.nasnet.training.TrainingListener;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
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
          .needs("--rollbacks", "--on-nan=rollback")
          .needs("--max-pixels", "--data=folder:*", "--data=tfrecord:*")
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
              + " Network, data and recipe must be those with which it began (default: off).")
  private boolean resume;

  @HelpSection.In(HelpSection.FINE_TUNING)
  @Option(
      names = "--init",
      paramLabel = "FILE",
      description =
          "Start from the weights of this file, in any format that nasnet convert reads. If its"
              + " classes differ from those of the data, the classifier starts from new weights"
              + " (default: random weights).")
  private @Nullable Path init;

  @HelpSection.In(HelpSection.OPTIMISATION)
  @Option(
      names = "--on-nan",
      defaultValue = "stop",
      paramLabel = "stop|rollback",
      description =
          "What happens when a loss or gradient is NaN or infinite: stop ends the training with an"
              + " error, rollback continues from the newest checkpoint with half the learning rate"
              + " (default: ${DEFAULT-VALUE}).")
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

  /** Creates the command. */
  protected TrainingCommand() {}

  /**
   * A training, as the options describe it.
   *
   * @param network a network with a classifier of as many classes as the data has
   * @param source the images, opened by this process
   * @param data the description of the source, for other processes
   * @param recipe the hyper-parameters
   * @param run the run's folder
   * @param progress the listeners of the training
   * @param hardware the devices and threads
   */
  protected record Plan(
      Network network,
      DataSource source,
      DataSourceSpec data,
      Recipe recipe,
      RunFolder run,
      TrainingListener progress,
      Hardware hardware) {}

  /** Creates the trainer, without starting it. */
  protected abstract Trainer trainer(Plan plan);

  /** Releases the resources of {@link #trainer}, also after a failure. */
  protected void close() {}

  /** Adds the listeners that write reports. */
  void look(CompositeListener onlookers, Plan plan, Supplier<Map<String, String>> provenance) {}

  @Override
  public final void run() {
    try {
      begin();
    } finally {
      close();
    }
  }

  private void begin() {
    RunFolder run = new RunFolder(out);
    requireEffect();
    requireFree(run);
    // Before data, --init or a checkpoint opens a session of its own.
    ThreadPool.claim(hardware.hardware().threads());
    DataSource source = data.open(command.commandLine().getErr());
    SplitCounts counts = new SplitCounts(data.text(), source.counts());
    counts.requireTrainable();
    say(counts.line());
    NasNetSpec spec = options.spec(source.classNames().size(), how.preset());
    how.requireAuxiliaryHead(spec);
    Recipe recipe = precision.over(tuning.over(how.recipe()));
    int last = last(recipe);
    Network network = Network.of(spec);
    CompositeListener progress =
        new CompositeListener(
            new TrainProgress(command.commandLine(), recipe, spec.classes(), json));
    Plan plan =
        new Plan(network, source, data.request(), recipe, run, progress, hardware.hardware());
    Trainer trainer = trainer(plan);
    trainer.allowRollbacks(onNan == OnNan.ROLLBACK ? rollbacks : 0);
    RunDescription description =
        new RunDescription(
            SpecJson.write(spec),
            source.classNames(),
            data.text(),
            source.sha256(),
            recipe.toString(),
            null);
    how.chosenRate().ifPresent(this::say);
    Initial initial = initial(network, recipe.seed(), source);
    Provenance provenance =
        Provenance.of(out, source, recipe.seed(), command.commandLine().getParseResult());
    run.exclusively(
        () -> {
          requireFree(run);
          describe(run, description.begunWith(initial.source()));
          try (progress) {
            look(progress, plan, provenance::told);
            BadImageDiagnosis.of(source, () -> train(trainer, initial.weights(), last));
          }
        });
  }

  private void requireEffect() {
    RULES.check(command);
    precision.requireScaled(OptionRules.isGiven(command, "--loss-scale-steps"));
    if (init != null && resume) {
      throw new InvalidInputException(
          "--init (%s) has no effect with --resume; leave out one of them".formatted(init));
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

  private void say(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println("nasnet: " + line);
    err.flush();
  }

  private record Initial(Weights weights, @Nullable InitialWeights source) {}

  private Initial initial(Network network, long seed, DataSource classes) {
    Weights fresh = Weights.random(network, seed);
    if (init == null) {
      return new Initial(fresh, null);
    }
    return WeightsSource.read(
        init,
        known -> {
          WeightsFile.Loaded loaded = known.file().transfer(network, fresh);
          if (classes.namesClasses()) {
            loaded =
                new ClassifierByName(network, fresh, classes.classNames())
                    .of(loaded, known.classNames());
          }
          InitialWeights source = InitialWeights.of(known.file(), loaded);
          WeightsSource.print(loaded.report(), command.commandLine().getErr());
          WeightsSource.print(known.assumed(network.spec()), command.commandLine().getErr());
          return new Initial(loaded.weights(), source);
        });
  }

  private void requireFree(RunFolder run) {
    if (run.hasCheckpoint() && !resume) {
      throw new InvalidInputException(
          "--out (%s) already holds a run; give --resume or another folder".formatted(out));
    }
  }

  private void describe(RunFolder run, RunDescription asked) {
    if (!run.hasCheckpoint()) {
      asked.write(out);
      return;
    }
    RunDescription kept = asked.find(out);
    if (!kept.data().equals(asked.data())) {
      say("data is now %s; run.json keeps %s".formatted(asked.data(), kept.data()));
    }
    if (kept.restore(out)) {
      say("run.json was damaged: written again from a checkpoint's copy");
    }
  }

  private void train(Trainer trainer, Weights initial, int last) {
    SignalStop.during(
        () -> {
          if (!trainer.train(initial, last)) {
            say("stopped; --resume goes on");
          }
        },
        trainer::stop);
  }
}
