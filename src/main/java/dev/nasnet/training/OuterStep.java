package dev.nasnet.training;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;

/**
 * The update of the weights by the mean of the workers' weights: a step of SGD with Nesterov
 * momentum, with the gradient being the negative mean change of the weights (DiLoCo: Douillard et
 * al., arXiv:2311.08105): {@code v ← μ·v + Δ}, {@code w ← w + η·(Δ + μ·v)} with Δ the mean change.
 * With rate 1 and momentum 0 the weights become the mean.
 *
 * @param rate η, finite and above 0
 * @param momentum μ, at least 0 and below 1
 */
public record OuterStep(double rate, double momentum) {
  /**
   * Checks the numbers.
   *
   * @param rate η, finite and above 0
   * @param momentum μ, at least 0 and below 1
   * @throws InvalidInputException if one is out of its range
   */
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
   * Updates one variable.
   *
   * @param before the values before the round
   * @param mean the mean of the workers' values, of the same length
   * @param velocity v, of the same length, all 0 at first; updated too
   * @return the values after the round; the mean to the bit if the rate is 1 and momentum 0
   */
  public float[] update(NamedArray before, double[] mean, float[] velocity) {
    float[] old = before.values();
    float[] updated = new float[old.length];
    for (int i = 0; i < old.length; i++) {
      double change = mean[i] - old[i];
      double v = momentum * velocity[i] + change;
      velocity[i] = (float) v;
      // Written without mean − old: its rounding would change the mean.
      updated[i] = (float) ((1 - rate) * old[i] + rate * mean[i] + rate * momentum * v);
    }
    return updated;
  }
}
