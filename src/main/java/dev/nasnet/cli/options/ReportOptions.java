package dev.nasnet.cli.options;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.report.BestEpochReview;
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

/** The options that set which reports a training writes; a picocli mixin. */
@HelpSection.In(HelpSection.OUTPUT)
public final class ReportOptions {
  /** The name of the folder in the run's folder. */
  private static final String EVENTS = "events";

  private static final String REPORT = "report.html";

  @Option(
      names = "--tensorboard",
      negatable = true,
      description =
          "Write event files for TensorBoard into RUN/events, or none with --no-tensorboard"
              + " (default: written).")
  private @Nullable Boolean tensorboard;

  @Option(
      names = "--report",
      negatable = true,
      description =
          "Write RUN/report.html after each epoch, or not with --no-report (default: written).")
  private @Nullable Boolean report;

  private static boolean isOn(@Nullable Boolean given) {
    return given == null || given;
  }

  /**
   * Adds the listeners that write the reports.
   *
   * @param onlookers the listeners of the training
   * @param run the run's folder
   * @param network the network that is trained
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param provenance supplies what the report's page states about the run, by title
   */
  public void open(
      CompositeListener onlookers,
      Path run,
      Network network,
      DataSource data,
      Recipe recipe,
      Supplier<Map<String, String>> provenance) {
    List<String> classNames = data.classNames();
    if (isOn(tensorboard)) {
      onlookers.add(
          EVENTS, () -> new TrainingEvents(run.resolve(EVENTS), network, classNames, recipe));
    }
    if (isOn(report)) {
      Report page = new Report(network, classNames, recipe.averageDecay() > 0);
      BestEpochReview reviews = new BestEpochReview(run, network, data, recipe);
      onlookers.add(
          REPORT,
          () ->
              new RunReport(run.resolve(REPORT), page, reviews, provenance, onlookers::onMessage));
    }
  }
}
