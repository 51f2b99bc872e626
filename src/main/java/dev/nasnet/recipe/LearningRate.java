package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/** A learning rate as a function of the training's progress. */
public sealed interface LearningRate extends Serializable {
  /**
   * {@return the learning rate}
   *
   * @param epoch the epochs done so far, with their fraction
   * @param epochs the number of epochs of the whole training
   */
  double at(double epoch, double epochs);

  /**
   * The same rate in every step.
   *
   * @param rate the rate, finite and above 0
   */
  record Constant(double rate) implements LearningRate {
    /**
     * Checks the rate.
     *
     * @param rate the rate, finite and above 0
     */
    public Constant {
      requirePositive("lr", rate);
    }

    @Override
    public double at(double epoch, double epochs) {
      return rate;
    }
  }

  /**
   * Half a cosine, from the rate to 0 (Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent
   * with Warm Restarts", arXiv:1608.03983, without restarts), as the paper (arXiv:1707.07012,
   * appendix A) trains on CIFAR-10: {@code rate · (1 + cos(π · epoch / epochs)) / 2}.
   *
   * @param rate the first rate, finite and above 0
   */
  record Cosine(double rate) implements LearningRate {
    /**
     * Checks the rate.
     *
     * @param rate the first rate, finite and above 0
     */
    public Cosine {
      requirePositive("lr", rate);
    }

    @Override
    public double at(double epoch, double epochs) {
      return rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, epoch / epochs)));
    }
  }

  /**
   * Exponential decay in steps: {@code rate · factor^⌊epoch / every⌋}, as TF-slim's {@code
   * train_image_classifier.py} computes it with {@code learning_rate_decay_type=exponential}.
   *
   * @param rate the first rate, finite and above 0
   * @param factor the factor of each step, finite and above 0
   * @param every the epochs from one step to the next, finite and above 0
   */
  record Staircase(double rate, double factor, double every) implements LearningRate {
    /**
     * {@return the schedule for ImageNet of the paper and of slim: × 0.97 every 2.4 epochs}
     *
     * @param rate the learning rate of the first epoch
     */
    public static Staircase standard(double rate) {
      return new Staircase(rate, 0.97, 2.4);
    }

    /**
     * Checks the numbers.
     *
     * @param rate the first rate, finite and above 0
     * @param factor the factor of each step, finite and above 0
     * @param every the epochs from one step to the next, finite and above 0
     */
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

  /**
   * A rise from 0 over the first epochs: another schedule times {@code min(1, epoch / warmUp)}
   * (Goyal et al., "Accurate, Large Minibatch SGD", arXiv:1706.02677, section 2.2).
   *
   * @param then the other schedule, which is no warm-up itself
   * @param warmUp the length of the rise in epochs, finite and above 0
   */
  record WarmUp(LearningRate then, double warmUp) implements LearningRate {
    /**
     * Checks the numbers.
     *
     * @param then the other schedule, which is no warm-up itself
     * @param warmUp the length of the rise in epochs, finite and above 0
     */
    public WarmUp {
      requirePositive("warm-up", warmUp);
      if (then instanceof WarmUp) {
        throw new InvalidInputException(
            "warm-up (%s) must precede a schedule that is no warm-up itself; use one of the two"
                .formatted(warmUp));
      }
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
