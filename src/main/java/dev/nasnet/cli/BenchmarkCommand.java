package dev.nasnet.cli;

import com.google.gson.Gson;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.training.Benchmark;
import dev.nasnet.training.Recipe;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet benchmark}: how fast training steps are. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = "Times training steps, as nasnet train takes them; nothing is written.",
    footer = {
      "",
      "Example:",
      "  nasnet benchmark --data folder:photos --preset mobile --batch 64 --device gpu --xla"
    })
final class BenchmarkCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final RecipeOptions how = new RecipeOptions();

  @Mixin private final FineTuneOptions tuning = new FineTuneOptions();

  @Mixin private final PrecisionOptions precision = new PrecisionOptions();

  @Mixin private final HardwareOptions hardware = new HardwareOptions();

  @Option(names = "--steps", defaultValue = "20", description = "Timed (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--warm-up-steps",
      defaultValue = "5",
      description = "Before them, not counted (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--against-cpu",
      description = {
        "Instead, take one step here and one on the CPU in float32 from the same weights, and",
        "print how far the weights' changes are apart, relatively."
      })
  private boolean againstCpu;

  @Option(names = "--json", description = "One JSON object on stdout.")
  private boolean json;

  private record Report(Benchmark.@Nullable Times times, @Nullable Double distanceToCpu) {}

  @Override
  public void run() {
    DataSource source = data.open(command.commandLine().getErr());
    int classes = source.classNames().size();
    NasNetSpec spec =
        how.preset()
            .map(preset -> options.spec(classes, preset))
            .orElseGet(() -> options.spec(classes));
    Recipe recipe = precision.over(tuning.over(how.recipe()));
    Benchmark benchmark = new Benchmark(Network.of(spec), source, recipe);
    Report report =
        againstCpu
            ? new Report(null, benchmark.distanceToCpu(hardware.hardware()))
            : new Report(benchmark.time(hardware.hardware(), warmUp, steps), null);
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? new Gson().toJson(report) : text(report));
    out.flush();
  }

  private static String text(Report report) {
    Benchmark.Times times = report.times();
    return times == null
        ? String.format(Locale.ROOT, "one step is %.2e from the CPU's", report.distanceToCpu())
        : String.format(
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
