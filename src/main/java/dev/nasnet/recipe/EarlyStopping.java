package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.Locale;

/**
 * When a training ends before its last epoch: when a held-out figure of the exported weights has
 * not improved for a number of epochs.
 *
 * @param patience the number of epochs without improvement, at least 0; 0 turns early stopping off
 * @param monitor the figure, by which the best checkpoint is chosen too
 */
public record EarlyStopping(int patience, Monitor monitor) implements Serializable {
  /** The training continues to its last epoch. */
  public static final EarlyStopping NEVER = new EarlyStopping(0, Monitor.TOP1);

  /** A held-out figure, by its column in {@code metrics.csv}. */
  public enum Monitor {
    /** Accuracy: higher is better. */
    TOP1("top1", 1),
    /** Mean cross-entropy: lower is better. */
    LOSS("held_out_loss", -1),
    /**
     * Mean average precision, the macro mean over the classes, of images with any number of labels:
     * higher is better.
     */
    MAP("macro_average_precision", 1);

    private final String column;
    private final int sign;

    Monitor(String column, int sign) {
      this.column = column;
      this.sign = sign;
    }

    /**
     * {@return the figure by which the best checkpoint is usually chosen}
     *
     * @param multiLabel whether an image may have any number of labels
     */
    public static Monitor usual(boolean multiLabel) {
      return multiLabel ? MAP : TOP1;
    }

    /**
     * {@return whether a training has this figure}
     *
     * @param multiLabel whether an image may have any number of labels
     */
    public boolean appliesTo(boolean multiLabel) {
      return this == LOSS || this == usual(multiLabel);
    }

    /** Returns the option's word, such as {@code top1}. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the name of the figure's column in {@code metrics.csv}} */
    public String column() {
      return column;
    }

    /**
     * {@return the merit of a figure: higher is better} Early stopping and the ranking of
     * checkpoints compare merits.
     *
     * @param figure a value of this figure
     */
    public double merit(double figure) {
      return sign * figure;
    }
  }

  /**
   * Checks the patience.
   *
   * @param patience the number of epochs without improvement, at least 0
   * @param monitor the figure, by which the best checkpoint is chosen too
   * @throws InvalidInputException if it is negative
   */
  public EarlyStopping {
    if (patience < 0) {
      throw new InvalidInputException(
          "patience (%d) must be at least 0; 0 turns early stopping off".formatted(patience));
    }
  }

  /**
   * {@return this, with the usual figure instead of one that a training does not have}
   *
   * @param multiLabel whether an image may have any number of labels
   */
  EarlyStopping fitted(boolean multiLabel) {
    return monitor.appliesTo(multiLabel)
        ? this
        : new EarlyStopping(patience, Monitor.usual(multiLabel));
  }
}
