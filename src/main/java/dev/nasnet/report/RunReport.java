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
  private final Consumer<String> note;

  /**
   * @param file the page
   * @param provenance asked at each epoch
   * @param note hears why a page could not be written; the training goes on
   */
  public RunReport(
      Path file, Report report, Supplier<Map<String, String>> provenance, Consumer<String> note) {
    this.file = file;
    this.report = report;
    this.provenance = provenance;
    this.note = note;
  }

  @Override
  public void step(long step, long steps, double loss) {}

  @Override
  public boolean isViewing() {
    return true;
  }

  @Override
  public void view(EpochView view) {
    try {
      AtomicWrites.text(file, report.page(view, provenance.get()));
    } catch (IOException e) {
      note.accept("report (%s) cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  @Override
  public void epoch(EpochReport figures) {}
}
