package dev.nasnet.training;

import dev.nasnet.problem.FailureException;
import dev.nasnet.run.RunFolder;

/** A loss or a gradient of a step, or a held-out loss, that is NaN or infinite. */
final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final double loss;
  private final boolean isHeldOut;

  private NotFiniteException(double loss, boolean isHeldOut) {
    this.loss = loss;
    this.isHeldOut = isHeldOut;
  }

  /** Creates the exception for the step that follows the steps that are done. */
  static NotFiniteException ofStep(double loss) {
    return new NotFiniteException(loss, false);
  }

  /** Creates the exception for the scores after the steps that are done. */
  static NotFiniteException ofHeldOut(double loss) {
    return new NotFiniteException(loss, true);
  }

  /** Returns the step that failed, from 1. */
  long step(long done) {
    return isHeldOut ? done : done + 1;
  }

  /** Returns the problem as a clause. */
  String problem() {
    return isHeldOut
        ? "held-out loss (%s) is not finite".formatted(loss)
        : "loss (%s) or its gradient is not finite".formatted(loss);
  }

  /** Returns the failure for the user if the training ends here. */
  FailureException failure(RunFolder run, long step, boolean mayRollBack) {
    String lastGood =
        run.newest()
            .map(state -> "the last good checkpoint is " + run.folder(state))
            .orElse("no epoch was done");
    return new FailureException(
        "%s at step %d; %s; try a smaller `learningRate` or `clipNorm`%s"
            .formatted(problem(), step, lastGood, mayRollBack ? "" : ", or `onNan` rollback"),
        null);
  }
}
