package dev.nasnet.cli;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Reading;
import dev.nasnet.data.Split;
import dev.nasnet.files.AtomicWrites;
import dev.nasnet.inference.TimedBundle;
import dev.nasnet.problem.FailureException;
import dev.nasnet.training.EpochReport;
import dev.nasnet.training.Progress;
import dev.nasnet.training.Recipe;
import dev.nasnet.training.RunFolder;
import dev.nasnet.training.Trainer;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet benchmark}: how fast a bundle answers, or a network trains. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = {
      "Times the answers of a bundle (--model), training steps (the options of nasnet train), or",
      "their input alone (--input). What comes before and the warm-up do not count."
    },
    footer = {
      "",
      "Examples:",
      "  nasnet benchmark --model savedmodels/digits --batch 8",
      "  nasnet benchmark --preset mobile --batch 16 --calls 10"
    })
final class BenchmarkCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(names = "--model", paramLabel = "DIR", description = "The bundle that answers.")
  private @Nullable Path model;

  @Mixin private final SpecOptions options = new SpecOptions();

  @Mixin private final RecipeOptions how = new RecipeOptions();

  @Option(
      names = "--data",
      defaultValue = "digits",
      paramLabel = "SOURCE",
      description = "To train on, as for nasnet train (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String data;

  @Option(names = "--input", description = "No training: the batches that it would take.")
  private boolean input;

  @Option(names = "--calls", defaultValue = "20", description = "Timed (${DEFAULT-VALUE}).")
  private int calls;

  @Option(
      names = "--untimed",
      defaultValue = "3",
      description = "Warm-up before (${DEFAULT-VALUE}).")
  private int untimed;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Of training; 0 takes all cores (${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--turns", hidden = true, description = "stdin says how many to time, and when.")
  private boolean turns;

  @Option(names = "--json", description = "One JSON object on stdout.")
  private boolean json;

  @Override
  public void run() {
    Recipe recipe = how.recipe();
    Laps laps = new Laps(command.commandLine().getOut(), untimed, calls, turns);
    if (model != null) {
      answers(model, laps, recipe.batch());
      laps.print("answers", recipe.batch(), json);
      return;
    }
    DataSource source = DataSource.parse(data, Reading.STRICT);
    NasNetSpec spec =
        how.preset()
            .map(preset -> options.spec(source.classNames().size(), preset))
            .orElseGet(() -> options.spec(source.classNames().size()));
    if (input) {
      input(source, spec, recipe, laps);
      laps.print("input", recipe.batch(), json);
    } else {
      steps(source, spec, recipe, laps);
      laps.print("training", recipe.batch(), json);
    }
  }

  private static void answers(Path model, Laps laps, int batch) {
    try (TimedBundle bundle = TimedBundle.open(model, batch)) {
      while (laps.add(bundle.call())) {
        // The laps count.
      }
    }
  }

  private static void input(DataSource source, NasNetSpec spec, Recipe recipe, Laps laps) {
    PipelineOptions options =
        new PipelineOptions(
            Split.TRAIN,
            recipe.batch(),
            spec.size().height(),
            spec.size().width(),
            true,
            recipe.seed(),
            recipe.augmentation(),
            true);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      var pipeline = source.pipeline(Ops.create(graph), options);
      boolean goesOn = true;
      for (long epoch = 0; goesOn; epoch++) {
        try (TInt64 seed = TInt64.scalarOf(epoch)) {
          var start = session.runner().feed(pipeline.epochSeed(), seed);
          start.addTarget(pipeline.initializer()).run().close();
        }
        goesOn = inputOfEpoch(session.runner().fetch(pipeline.images()), laps);
      }
    }
  }

  /** Whether more is wanted. */
  private static boolean inputOfEpoch(Session.Runner next, Laps laps) {
    try {
      while (true) {
        long start = System.nanoTime();
        next.run().close();
        if (!laps.add((System.nanoTime() - start) / 1e9)) {
          return false;
        }
      }
    } catch (TFOutOfRangeException end) {
      return true;
    }
  }

  private void steps(DataSource source, NasNetSpec spec, Recipe recipe, Laps laps) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("nasnet-benchmark");
      Network network = Network.of(spec);
      Watch watch = new Watch(laps);
      Trainer trainer = new Trainer(network, source, recipe, new RunFolder(folder), watch, threads);
      watch.stop = trainer::stop;
      trainer.train(Weights.random(network, recipe.seed()), recipe.epochs());
    } catch (IOException e) {
      throw new FailureException("a folder for the run cannot be made: " + e.getMessage(), e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(@Nullable Path folder) {
    try {
      if (folder != null) {
        AtomicWrites.deleteTree(folder);
      }
    } catch (IOException e) {
      throw new FailureException("%s cannot be deleted: %s".formatted(folder, e), e);
    }
  }

  /** Times the steps that follow a step; those after an evaluation do not count. */
  private static final class Watch implements Progress {
    private final Laps laps;
    private Runnable stop = () -> {};
    private boolean isFirst = true;
    private long last;

    Watch(Laps laps) {
      this.laps = laps;
    }

    @Override
    public void step(long step, long steps, double loss) {
      long now = System.nanoTime();
      if (isFirst) {
        isFirst = false;
        laps.first(sinceStart());
      } else if (last > 0 && !laps.add((now - last) / 1e9)) {
        stop.run();
      }
      last = System.nanoTime();
    }

    @Override
    public void epoch(EpochReport report) {
      last = 0;
    }

    /** Seconds since the process began. */
    private static double sinceStart() {
      return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    }
  }
}
