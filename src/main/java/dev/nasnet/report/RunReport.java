package dev.nasnet.report;

import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.run.EpochReport;
import dev.nasnet.training.EpochView;
import dev.nasnet.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes a run's {@link Report} at the end of each epoch and replaces the older file atomically.
 */
public final class RunReport implements TrainingListener {
  private final Path file;
  private final Report report;
  private final BestEpochReview reviews;
  private final Supplier<Map<String, String>> provenance;
  private final Consumer<String> messages;

  /**
   * Creates a listener that writes a report.
   *
   * @param file the path of the HTML file
   * @param report the report
   * @param reviews provides the review of the best epoch, which the report shows
   * @param provenance the supplier of the rows of the section on provenance, called at each epoch
   * @param messages the receiver of a message if the file cannot be written; the training continues
   *     in this case
   */
  public RunReport(
      Path file,
      Report report,
      BestEpochReview reviews,
      Supplier<Map<String, String>> provenance,
      Consumer<String> messages) {
    this.file = file;
    this.report = report;
    this.reviews = reviews;
    this.provenance = provenance;
    this.messages = messages;
  }

  @Override
  public void onStep(long step, long steps, double loss) {}

  @Override
  public boolean wantsReview() {
    return true;
  }

  @Override
  public void onReview(EpochView view) {
    try {
      AtomicWrites.text(file, report.page(view, reviews.at(view), provenance.get()));
    } catch (IOException e) {
      messages.accept("report (%s) cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  @Override
  public void onEpochEnd(EpochReport figures) {}
}
