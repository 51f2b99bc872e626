package dev.nasnet.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lines of {@code metrics.csv}, one for each epoch of the whole run. */
public final class MetricsFile {
  private static final String HEADER =
      "epoch,step,loss,top1,top5,learning_rate,raw_top1,raw_top5,held_out_loss,rollbacks";

  /** The header where an image may have any number of labels. */
  private static final String MULTI_LABEL_HEADER =
      "epoch,step,loss,exact_match,macro_average_precision,learning_rate,raw_exact_match,"
          + "raw_macro_average_precision,held_out_loss,rollbacks";

  static final String MACRO_AVERAGE_PRECISION = "macro_average_precision";

  private final List<String> lines = new ArrayList<>(List.of(HEADER));

  /** Creates the file without any epoch. */
  public MetricsFile() {}

  /**
   * Replaces all lines by those of a checkpoint.
   *
   * @param earlier the lines of the checkpoint, one for each epoch
   */
  public void restore(List<String> earlier) {
    lines.clear();
    lines.addAll(earlier);
  }

  /**
   * Adds the line of an epoch.
   *
   * @param report the figures of the epoch
   */
  public void add(EpochReport report) {
    Double mean = report.macroAveragePrecision();
    Double rawMean = report.rawMacroAveragePrecision();
    if (mean != null && lines.size() == 1) {
      lines.set(0, MULTI_LABEL_HEADER);
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%d,%d,%.6f,%.6f,%.6f,%.8f,%.6f,%.6f,%.6f,%d",
            report.epoch(),
            report.step(),
            report.loss(),
            report.top1(),
            mean == null ? report.top5() : mean,
            report.learningRate(),
            report.rawTop1(),
            rawMean == null ? report.rawTop5() : rawMean,
            report.heldOutLoss(),
            report.rollbacks()));
  }

  /**
   * {@return a column's values, one for each epoch}
   *
   * @param name the column: epoch, step, loss, top1, top5, learning_rate, raw_top1, raw_top5,
   *     held_out_loss or rollbacks, each as in {@link EpochReport}; where an image may have any
   *     number of labels, exact_match, macro_average_precision and the same with raw_ instead of
   *     the accuracies
   */
  public List<Double> column(String name) {
    int index = List.of(lines.get(0).split(",", -1)).indexOf(name);
    return lines.stream().skip(1).map(line -> Double.valueOf(line.split(",", -1)[index])).toList();
  }

  /** Returns the file with the lines of a checkpoint. */
  static MetricsFile of(List<String> lines) {
    MetricsFile file = new MetricsFile();
    file.restore(lines);
    return file;
  }

  /** {@return whether an image may have any number of labels} */
  public boolean isMultiLabel() {
    return lines.get(0).equals(MULTI_LABEL_HEADER);
  }

  /** Returns the value of a column after the last epoch, if there is such a column and an epoch. */
  Optional<Double> last(String name) {
    if (lines.size() < 2 || !List.of(lines.get(0).split(",", -1)).contains(name)) {
      return Optional.empty();
    }
    return column(name).stream().reduce((before, after) -> after);
  }

  /** {@return the lines of the file, its header first} */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
