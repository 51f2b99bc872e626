package dev.nasnet.training;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.List;

/**
 * When a training ends before its last epoch: where a held-out figure, of what is exported, has not
 * bettered for some epochs.
 *
 * @param patience these epochs; 0 turns it off
 * @param monitor the figure
 */
public record EarlyStopping(int patience, Monitor monitor) implements Serializable {
  /** The training goes on to its last epoch. */
  public static final EarlyStopping NEVER = new EarlyStopping(0, Monitor.TOP1);

  /** A held-out figure, by its column in {@code metrics.csv}. */
  public enum Monitor {
    /** Accuracy, which rises. */
    TOP1("top1", 1),
    /** Mean cross-entropy, which falls. */
    LOSS("held_out_loss", -1);

    private final String column;
    private final int sign;

    Monitor(String column, int sign) {
      this.column = column;
      this.sign = sign;
    }

    /** A score's figure, turned so that the higher is the better. */
    double merit(Score score) {
      return this == TOP1 ? score.top1() : -score.loss();
    }
  }

  /** Refuses what makes no sense. */
  public EarlyStopping {
    if (patience < 0) {
      throw new InvalidInputException(
          "patience (%d) must be at least 0; 0 turns it off".formatted(patience));
    }
  }

  /**
   * Whether a training is to end.
   *
   * @param metrics so far
   * @param begin epochs from whose end on patience counts at the earliest
   */
  boolean isDue(Metrics metrics, int begin) {
    List<Double> figures = metrics.column(monitor.column);
    int best = 0;
    for (int i = 1; i < figures.size(); i++) {
      if (monitor.sign * figures.get(i) > monitor.sign * figures.get(best)) {
        best = i;
      }
    }
    return patience > 0 && figures.size() - Math.max(best + 1, begin) >= patience;
  }

  /** Says why it ended. */
  String reason() {
    return "%s has not bettered for %d epochs".formatted(monitor.column, patience);
  }
}
