package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/** A learning rate as a function of progress. */
public sealed interface LearningRate extends Serializable {
  /**
   * The rate.
   *
   * @param epoch epochs done so far, with its fraction
   * @param epochs epochs in all
   */
  double at(double epoch, double epochs);

  /** Always the same. */
  record Constant(double rate) implements LearningRate {
    /** Refuses what makes no sense. */
    public Constant {
      requirePositive("lr", rate);
    }

    @Override
    public double at(double epoch, double epochs) {
      return rate;
    }
  }

  /** Half a cosine from {@code rate} to 0. */
  record Cosine(double rate) implements LearningRate {
    /** Refuses what makes no sense. */
    public Cosine {
      requirePositive("lr", rate);
    }

    @Override
    public double at(double epoch, double epochs) {
      return rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, epoch / epochs)));
    }
  }

  /** Times {@code factor} every {@code every} epochs, in steps. */
  record Staircase(double rate, double factor, double every) implements LearningRate {
    /** Times 0.97 every 2.4 epochs: the paper's and slim's. */
    public static Staircase standard(double rate) {
      return new Staircase(rate, 0.97, 2.4);
    }

    /** Refuses what makes no sense. */
    public Staircase {
      requirePositive("lr", rate);
      requirePositive("factor", factor);
      requirePositive("every", every);
    }

    @Override
    public double at(double epoch, double epochs) {
      return rate * Math.pow(factor, Math.floor(epoch / every));
    }
  }

  /** Linear from 0 over the first {@code warmUp} epochs, then another rate. */
  record WarmUp(LearningRate then, double warmUp) implements LearningRate {
    /** Refuses what makes no sense. */
    public WarmUp {
      requirePositive("warmUp", warmUp);
    }

    @Override
    public double at(double epoch, double epochs) {
      return then.at(epoch, epochs) * Math.min(1, epoch / warmUp);
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new InvalidInputException(
          "%s (%s) must be a finite number above 0".formatted(name, value));
    }
  }
}
