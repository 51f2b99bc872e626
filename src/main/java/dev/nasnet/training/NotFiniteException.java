package dev.nasnet.training;

/** A loss or a gradient that is no number. */
final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final double loss;

  NotFiniteException(double loss) {
    this.loss = loss;
  }

  String problem() {
    return "loss (%s) or its gradient is not finite".formatted(loss);
  }
}
