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

/** Writes a run's {@link Report} at each epoch's end, whole or not at all, over the older one. */
public final class RunReport implements TrainingListener {
  private final Path file;
  private final Report report;
  private final Supplier<Map<String, String>> provenance;
  private final Consumer<String> messages;

  /**
   * Creates a writer.
   *
   * @param file the page
   * @param provenance returns the provenance, by name, for each page
   * @param messages receives a line if a page cannot be written; the training continues
   */
  public RunReport(
      Path file,
      Report report,
      Supplier<Map<String, String>> provenance,
      Consumer<String> messages) {
    this.file = file;
    this.report = report;
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
      AtomicWrites.text(file, report.page(view, provenance.get()));
    } catch (IOException e) {
      messages.accept("report (%s) cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  @Override
  public void onEpochEnd(EpochReport figures) {}
}
