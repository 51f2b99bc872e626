package dev.nasnet.training;

/** A learning rate as a function of progress. */
public sealed interface LearningRate {
  /**
   * The rate.
   *
   * @param epoch epochs done so far, with its fraction
   * @param epochs epochs in all
   */
  double at(double epoch, double epochs);

  /** Always the same. */
  record Constant(double rate) implements LearningRate {
    @Override
    public double at(double epoch, double epochs) {
      return rate;
    }
  }

  /** Half a cosine from {@code rate} to 0. */
  record Cosine(double rate) implements LearningRate {
    @Override
    public double at(double epoch, double epochs) {
      return rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, epoch / epochs)));
    }
  }

  /** Times {@code factor} every {@code every} epochs, in steps. */
  record Staircase(double rate, double factor, double every) implements LearningRate {
    @Override
    public double at(double epoch, double epochs) {
      return rate * Math.pow(factor, Math.floor(epoch / every));
    }
  }

  /** Linear from 0 over the first {@code warmUp} epochs, then another rate. */
  record WarmUp(LearningRate then, double warmUp) implements LearningRate {
    @Override
    public double at(double epoch, double epochs) {
      return then.at(epoch, epochs) * Math.min(1, epoch / warmUp);
    }
  }
}
