package dev.nasnet.training;

import dev.nasnet.problem.FailureException;
import dev.nasnet.run.RunFolder;

/** A loss or a gradient that is NaN or infinite. */
final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final double loss;

  NotFiniteException(double loss) {
    this.loss = loss;
  }

  /** Returns the problem as a clause. */
  String problem() {
    return "loss (%s) or its gradient is not finite".formatted(loss);
  }

  /** Returns the failure for the user if the training ends here. */
  FailureException failure(RunFolder run, long step, boolean mayRollBack) {
    String lastGood =
        run.newest()
            .map(state -> "the last good checkpoint is " + run.folder(state))
            .orElse("no epoch was done");
    return new FailureException(
        "%s at step %d; %s; try a smaller --lr or --clip%s"
            .formatted(problem(), step, lastGood, mayRollBack ? "" : ", or --on-nan rollback"),
        null);
  }
}
