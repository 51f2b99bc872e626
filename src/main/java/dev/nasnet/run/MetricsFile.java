package dev.nasnet.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of {@code metrics.csv}, one for each epoch of the whole run. */
public final class MetricsFile {
  private static final String HEADER =
      "epoch,step,loss,top1,top5,learning_rate,raw_top1,raw_top5,held_out_loss,rollbacks";

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
    lines.add(
        String.format(
            Locale.ROOT,
            "%d,%d,%.6f,%.6f,%.6f,%.8f,%.6f,%.6f,%.6f,%d",
            report.epoch(),
            report.step(),
            report.loss(),
            report.top1(),
            report.top5(),
            report.learningRate(),
            report.rawTop1(),
            report.rawTop5(),
            report.heldOutLoss(),
            report.rollbacks()));
  }

  /**
   * {@return a column's values, one for each epoch}
   *
   * @param name the column: epoch, step, loss, top1, top5, learning_rate, raw_top1, raw_top5,
   *     held_out_loss or rollbacks, each as in {@link EpochReport}
   */
  public List<Double> column(String name) {
    int index = List.of(HEADER.split(",", -1)).indexOf(name);
    return lines.stream().skip(1).map(line -> Double.valueOf(line.split(",", -1)[index])).toList();
  }

  /** {@return the lines of the file, its header first} */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
