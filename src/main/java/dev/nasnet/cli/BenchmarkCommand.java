package dev.nasnet.cli;

import com.google.gson.Gson;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.benchmark.InputBenchmark;
import dev.nasnet.benchmark.LapTimer;
import dev.nasnet.benchmark.ModelCost;
import dev.nasnet.benchmark.OpTime;
import dev.nasnet.benchmark.TrainingBenchmark;
import dev.nasnet.cli.options.FineTuneOptions;
import dev.nasnet.cli.options.HardwareOptions;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.PrecisionOptions;
import dev.nasnet.cli.options.RecipeOptions;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.cli.options.ThreadOptions;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.device.MachineMemory;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.BundleBenchmark;
import dev.nasnet.problem.OneLine;
import dev.nasnet.recipe.Recipe;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet benchmark}: times training steps, their input, or a bundle's predictions. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = {
      "Times training steps, their input alone, or the predictions of a bundle.",
      "The steps are those of nasnet train. No files are written."
    },
    footer = {
      "",
      "Examples:",
      "  nasnet benchmark --data folder:photos --preset mobile --batch 64 --device gpu --xla",
      "  nasnet benchmark --preset mobile --batch 8 --profile",
      "  nasnet benchmark --model savedmodels/digits --batch 8"
    })
final class BenchmarkCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules()
          .only(
              "--model",
              "--batch",
              "--steps",
              "--warm-up-steps",
              "--turns",
              "--inter-op-threads",
              "--intra-op-threads")
          .needs("--inter-op-threads", "--model")
          .needs("--intra-op-threads", "--model")
          .excludes("--input", "--profile", "--against-cpu", "--device", "--xla", "--recompute")
          .excludes("--input", "--threads", "--no-memory-growth", "--gpu-memory")
          .excludes("--against-cpu", "--profile", "--steps", "--warm-up-steps")
          .excludes("--profile", "--steps")
          .needs("--unfreeze-after", "--freeze")
          .excludes("--data=digits", "--flip")
          .excludes("--device=cpu", "--no-memory-growth", "--gpu-memory")
          .none("--eval-crop", "--patience", "--monitor");

  /** The number of op types that a profile lists by name. */
  private static final int LISTED = 15;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Time the predictions of this exported model, for images of noise, instead of a training"
              + " (default: none).")
  private @Nullable Path model;

  @Mixin private final SpecOptions options = new SpecOptions();

  @HelpSection.In(HelpSection.DATA)
  @Option(
      names = "--data",
      defaultValue = "digits",
      paramLabel = "SOURCE",
      description =
          "The images to train on, named as for nasnet train (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String data;

  @Mixin private final RecipeOptions how = new RecipeOptions();

  @Mixin private final FineTuneOptions tuning = new FineTuneOptions();

  @Mixin private final PrecisionOptions precision = new PrecisionOptions();

  @Mixin private final HardwareOptions hardware = new HardwareOptions();

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Option(
      names = "--input",
      description =
          "Time only how fast the batches of a training are read and augmented (default: off).")
  private boolean input;

  @Option(
      names = "--steps",
      defaultValue = "20",
      paramLabel = "N",
      description = "The number of timed steps, at least 1 (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--warm-up-steps",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "The number of steps before the timed ones, at least 0 (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--profile",
      description =
          "Trace one training step instead, and print the time of its ops by type (default: off).")
  private boolean profile;

  @Option(
      names = "--against-cpu",
      description =
          "Compare one training step with the same step on the CPU in float32 instead, and print"
              + " the relative distance of the weights' changes (default: off).")
  private boolean againstCpu;

  @Option(
      names = "--turns",
      hidden = true,
      description = "Read from stdin when to time, and how many steps.")
  private boolean turns;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(names = "--json", description = "Print one JSON object on stdout (default: text).")
  private boolean json;

  @Override
  public void run() {
    RULES.check(command);
    precision.requireScaled(OptionRules.isGiven(command, "--loss-scale-steps"));
    Recipe recipe = precision.over(tuning.over(how.recipe()));
    if (model != null) {
      predict(model, recipe.batch());
      return;
    }
    DataSource source = open();
    NasNetSpec spec = options.spec(source.classNames().size(), how.preset());
    how.requireAuxiliaryHead(spec);
    if (input) {
      LapTimer laps = laps();
      BadImageDiagnosis.of(
          source, () -> InputBenchmark.run(source, recipe.inputOf(spec.size()), laps::add));
      laps.print("input", recipe.batch(), json);
    } else {
      PrecisionOptions.caution(recipe, hardware.hardware())
          .ifPresent(line -> command.commandLine().getErr().println("nasnet: " + line));
      TrainingBenchmark benchmark = new TrainingBenchmark(Network.of(spec), source, recipe);
      BadImageDiagnosis.of(source, () -> train(benchmark));
    }
  }

  private void predict(Path folder, int batch) {
    LapTimer laps = laps();
    double[] first = new double[1];
    long start = System.nanoTime();
    try (BundleBenchmark bundle = BundleBenchmark.open(folder, batch, threads.threads())) {
      double loading = (System.nanoTime() - start) / 1e9;
      bundle.run(
          lap -> {
            first[0] = first[0] == 0 ? lap : first[0];
            return laps.add(lap);
          });
      ModelCost cost = new ModelCost(loading, first[0], MachineMemory.peakOfThisProcess());
      laps.print("predictions", batch, json, cost);
    }
  }

  /** Opens the data without decoding its images; a bad one is named when a step reads it. */
  private DataSource open() {
    PrintWriter err = command.commandLine().getErr();
    DataSourceSpec request = new DataSourceSpec(data, null, false, PixelLimit.USUAL.pixels());
    return request.openUnchecked(skipped -> {}, note -> err.println("nasnet: " + OneLine.of(note)));
  }

  private LapTimer laps() {
    return new LapTimer(command.commandLine().getOut(), warmUp, steps, turns);
  }

  private void train(TrainingBenchmark benchmark) {
    if (turns) {
      LapTimer laps = laps();
      benchmark.laps(hardware.hardware(), laps::first, laps::add);
    } else if (againstCpu) {
      double distance = benchmark.distanceToCpu(hardware.hardware());
      print(
          Map.of("distanceToCpu", distance),
          String.format(Locale.ROOT, "one step is %.2e from the CPU's", distance));
    } else if (profile) {
      List<OpTime> types = benchmark.profile(hardware.hardware(), warmUp);
      print(Map.of("profile", types), text(types));
    } else {
      TrainingBenchmark.Times times = benchmark.time(hardware.hardware(), warmUp, steps);
      print(Map.of("times", times), text(times));
    }
  }

  private void print(Map<String, ?> report, String text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? new Gson().toJson(report) : text);
    out.flush();
  }

  private static String text(List<OpTime> types) {
    double all = types.stream().mapToDouble(OpTime::seconds).sum();
    StringBuilder table = new StringBuilder("   ms      %     ops  type");
    types.stream().limit(LISTED).forEach(type -> table.append(row(type, all)));
    List<OpTime> rest = types.stream().skip(LISTED).toList();
    if (!rest.isEmpty()) {
      double seconds = rest.stream().mapToDouble(OpTime::seconds).sum();
      long count = rest.stream().mapToLong(OpTime::count).sum();
      table.append(
          row(new OpTime("of %d other types".formatted(rest.size()), count, seconds), all));
    }
    return table.toString();
  }

  private static String row(OpTime type, double all) {
    return String.format(
        Locale.ROOT,
        "%n%8.2f %5.1f %6d  %s",
        1e3 * type.seconds(),
        100 * type.seconds() / all,
        type.count(),
        type.type());
  }

  private static String text(TrainingBenchmark.Times times) {
    return String.format(
        Locale.ROOT,
        "%.1f images/s  step %.4f s (CPU time %.4f s)  first step %.1f s%n"
            + "%d convolutions in 16 bits, %d clusters by XLA",
        times.imagesPerSecond(),
        times.medianStep(),
        times.meanCpu(),
        times.firstStep(),
        times.rewritten().lowered(),
        times.rewritten().clusters());
  }
}
