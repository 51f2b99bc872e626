package dev.nasnet.cli;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.cli.options.FineTuneOptions;
import dev.nasnet.cli.options.HardwareOptions;
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

/**
 * A command that trains a network on real images; where its steps are taken, the command itself
 * says.
 */
public abstract class TrainingCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules()
          .needs("--pooling", "--no-top")
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

  @Option(names = "--out", required = true, paramLabel = "RUN", description = "The run's folder.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Mixin private final RecipeOptions how = new RecipeOptions();

  @Mixin private final FineTuneOptions tuning = new FineTuneOptions();

  @Mixin private final PrecisionOptions precision = new PrecisionOptions();

  @Mixin private final HardwareOptions hardware = new HardwareOptions();

  @Option(
      names = "--until",
      paramLabel = "EPOCH",
      description = "Stop after this epoch of --epochs; --resume goes on.")
  private @Nullable Integer until;

  @Option(names = "--resume", description = "Go on from the newest checkpoint in --out.")
  private boolean resume;

  @Option(
      names = "--init",
      paramLabel = "FILE",
      description =
          "Start from these weights: whatever nasnet convert reads. With other classes the"
              + " classifier is new.")
  private @Nullable Path init;

  @Option(
      names = "--on-nan",
      defaultValue = "stop",
      paramLabel = "stop|rollback",
      description = {
        "Where a loss or gradient is no number; rollback goes on from the newest checkpoint",
        "with half the learning rate (${DEFAULT-VALUE})."
      })
  private OnNan onNan = OnNan.STOP;

  @Option(
      names = "--rollbacks",
      defaultValue = "3",
      paramLabel = "N",
      description = "At most so many in all (${DEFAULT-VALUE}).")
  private int rollbacks;

  @Option(names = "--json", description = "One JSON object an epoch on stdout.")
  private boolean json;

  /** For the commands themselves. */
  protected TrainingCommand() {}

  /**
   * What is to be trained.
   *
   * @param network with a classifier of as many classes as the data has
   * @param source of images, open here
   * @param data the same, to be opened elsewhere
   * @param recipe how
   * @param run where checkpoints go
   * @param progress who hears of it
   * @param hardware where
   */
  protected record Plan(
      Network network,
      DataSource source,
      DataSourceSpec data,
      Recipe recipe,
      RunFolder run,
      TrainingListener progress,
      Hardware hardware) {}

  /** What trains, which has not begun. */
  protected abstract Trainer trainer(Plan plan);

  /** Puts away what {@link #trainer} took, whatever became of the training. */
  protected void close() {}

  /** Lets those join who make something to look at. */
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
    NasNetSpec spec = options.spec(source.classNames().size(), how.preset());
    how.requireAuxiliaryHead(spec);
    Recipe recipe = precision.over(tuning.over(how.recipe()));
    int last = last(recipe);
    Network network = Network.of(spec);
    CompositeListener progress =
        new CompositeListener(new TrainProgress(command.commandLine(), recipe, json));
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
          // Here, so that what is refused before is refused in one line.
          say(counts.line());
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
          "init (%s) is for a run's beginning; leave out --init or --resume".formatted(init));
    }
  }

  private int last(Recipe recipe) {
    int last = until == null ? recipe.epochs() : until;
    if (last < 1 || last > recipe.epochs()) {
      throw new InvalidInputException(
          "until (%d) must be 1 to --epochs, here %d".formatted(last, recipe.epochs()));
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
          "out (%s) already holds a run; give --resume or another folder".formatted(out));
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
