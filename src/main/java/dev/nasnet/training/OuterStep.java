package dev.nasnet.training;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;

/**
 * What is done with the mean of the workers' weights: a step of SGD with Nesterov's momentum, whose
 * gradient is the mean weight change turned round (DiLoCo, Douillard et al. 2023,
 * arXiv:2311.08105): {@code v ← μ·v + Δ}, {@code w ← w + η·(Δ + μ·v)} with Δ the mean change. Rate
 * 1 and momentum 0 take the mean as it is.
 *
 * @param rate η, above 0
 * @param momentum μ, 0 to below 1
 */
public record OuterStep(double rate, double momentum) {
  /** Refuses what makes no sense. */
  public OuterStep {
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw new InvalidInputException(
          "outer-rate (%s) must be finite and above 0; 1 takes the mean".formatted(rate));
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new InvalidInputException(
          "outer-momentum (%s) must be at least 0 and below 1; 0 is none".formatted(momentum));
    }
  }

  /**
   * Moves one variable.
   *
   * @param before its values before the round
   * @param mean the workers' mean, as many
   * @param velocity v, as many, all 0 at first; moved too
   * @return its values after the round; the mean to the bit where the rate is 1 and momentum 0
   */
  public float[] move(NamedArray before, double[] mean, float[] velocity) {
    float[] old = before.values();
    float[] moved = new float[old.length];
    for (int i = 0; i < old.length; i++) {
      double change = mean[i] - old[i];
      double v = momentum * velocity[i] + change;
      velocity[i] = (float) v;
      // Written so that the mean is not rounded on its way through the difference.
      moved[i] = (float) ((1 - rate) * old[i] + rate * mean[i] + rate * momentum * v);
    }
    return moved;
  }
}
