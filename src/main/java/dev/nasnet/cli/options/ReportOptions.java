package dev.nasnet.cli.options;

import dev.nasnet.architecture.Network;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.report.Report;
import dev.nasnet.report.RunReport;
import dev.nasnet.tensorboard.TrainingEvents;
import dev.nasnet.training.CompositeListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training leaves to look at. */
public final class ReportOptions {
  /** Beside the checkpoints. */
  private static final String EVENTS = "events";

  private static final String REPORT = "report.html";

  @Option(
      names = "--tensorboard",
      negatable = true,
      description = "Write event files for TensorBoard into RUN/events, or none (written).")
  private @Nullable Boolean tensorboard;

  @Option(
      names = "--report",
      negatable = true,
      description = "Write RUN/report.html at each epoch, or none (written).")
  private @Nullable Boolean report;

  private static boolean isOn(@Nullable Boolean asked) {
    return asked == null || asked;
  }

  /** Lets those join who write what was asked for. */
  public void open(
      CompositeListener onlookers,
      Path run,
      Network network,
      List<String> classNames,
      Recipe recipe,
      Supplier<Map<String, String>> provenance) {
    if (isOn(tensorboard)) {
      onlookers.add(
          EVENTS, () -> new TrainingEvents(run.resolve(EVENTS), network, classNames, recipe));
    }
    if (isOn(report)) {
      Report page = new Report(network, classNames, recipe.averageDecay() > 0);
      onlookers.add(
          REPORT, () -> new RunReport(run.resolve(REPORT), page, provenance, onlookers::onMessage));
    }
  }
}
