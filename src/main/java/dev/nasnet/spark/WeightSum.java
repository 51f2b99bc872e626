package dev.nasnet.spark;

import dev.nasnet.training.WorkerTrainer;
import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What some workers' steps came to, added up: each one's values as often as it took steps. A single
 * worker's values travel as they are, float32; sums are float64, so that their order hardly counts.
 */
final class WeightSum implements Serializable {
  private static final long serialVersionUID = 1;

  /** Of nobody. */
  static final WeightSum NONE = new WeightSum(0, 0, 0, 0, null, null);

  private final long steps;
  private final long most;
  private final double lossSum;
  private final double seconds;
  private final float @Nullable [][] single;
  private final double @Nullable [][] sums;

  private WeightSum(
      long steps,
      long most,
      double lossSum,
      double seconds,
      float @Nullable [][] single,
      double @Nullable [][] sums) {
    this.steps = steps;
    this.most = most;
    this.lossSum = lossSum;
    this.seconds = seconds;
    this.single = single;
    this.sums = sums;
  }

  /**
   * One worker's; nothing of one that took no steps.
   *
   * @param order the arrays' names
   */
  static WeightSum of(WorkerTrainer.Done done, Set<String> order) {
    if (done.steps() == 0) {
      return NONE;
    }
    float[][] values =
        order.stream().map(name -> done.values().get(name).values()).toArray(float[][]::new);
    return new WeightSum(done.steps(), done.steps(), done.lossSum(), done.seconds(), values, null);
  }

  /** Of both. */
  WeightSum plus(WeightSum other) {
    if (steps == 0) {
      return other;
    } else if (other.steps == 0) {
      return this;
    }
    double[][] both = sums();
    double[][] others = other.sums();
    double[][] added = new double[both.length][];
    for (int i = 0; i < both.length; i++) {
      added[i] = new double[both[i].length];
      for (int j = 0; j < added[i].length; j++) {
        added[i][j] = both[i][j] + others[i][j];
      }
    }
    return new WeightSum(
        steps + other.steps,
        Math.max(most, other.most),
        lossSum + other.lossSum,
        Math.max(seconds, other.seconds),
        null,
        added);
  }

  /** The steps of all. */
  long steps() {
    return steps;
  }

  /** The steps of who took the most. */
  long most() {
    return most;
  }

  /** How long the steps of who was slowest took. */
  double seconds() {
    return seconds;
  }

  /** The sum of all steps' losses. */
  double lossSum() {
    return lossSum;
  }

  /** The mean of each array, in their order, by steps; of a single worker's, to the bit. */
  double[][] means() {
    double[][] means = sums();
    for (double[] array : means) {
      for (int i = 0; i < array.length; i++) {
        array[i] /= steps;
      }
    }
    return means;
  }

  /** A copy, or what a float32 becomes: a product with a small whole number is exact. */
  private double[][] sums() {
    if (sums != null) {
      double[][] copy = new double[sums.length][];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = sums[i].clone();
      }
      return copy;
    } else if (single == null) {
      return new double[0][];
    }
    double[][] wide = new double[single.length][];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = new double[single[i].length];
      for (int j = 0; j < wide[i].length; j++) {
        wide[i][j] = (double) single[i][j] * steps;
      }
    }
    return wide;
  }
}
