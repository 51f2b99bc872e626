package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * When a training ends before its last epoch: when a held-out figure of the exported weights has
 * not improved for a number of epochs.
 *
 * @param patience the number of epochs without improvement; 0 turns early stopping off
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

    /** The name of its column in {@code metrics.csv}. */
    public String column() {
      return column;
    }

    /** Returns 1 if a higher figure is better, −1 if a lower one is. */
    public int sign() {
      return sign;
    }
  }

  /** Refuses what makes no sense. */
  public EarlyStopping {
    if (patience < 0) {
      throw new InvalidInputException(
          "patience (%d) must be at least 0; 0 turns it off".formatted(patience));
    }
  }
}
