package dev.nasnet.spark;

import dev.nasnet.training.WorkerTrainer;
import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the workers' values after a round, each weighted by the number of the worker's steps. The
 * values of a single worker are transferred as float32 without weighting. Sums are float64, so that
 * the order of addition has almost no effect.
 */
final class WeightSum implements Serializable {
  private static final long serialVersionUID = 1;

  /** The sum over no workers. */
  static final WeightSum NONE = new WeightSum(0, 0, 0, 0, null, null);

  private final long steps;
  private final long mostSteps;
  private final double lossSum;
  private final double seconds;
  private final float @Nullable [][] single;
  private final double @Nullable [][] sums;

  private WeightSum(
      long steps,
      long mostSteps,
      double lossSum,
      double seconds,
      float @Nullable [][] single,
      double @Nullable [][] sums) {
    this.steps = steps;
    this.mostSteps = mostSteps;
    this.lossSum = lossSum;
    this.seconds = seconds;
    this.single = single;
    this.sums = sums;
  }

  /**
   * Returns the sum for one worker; {@link #NONE} if the worker ran no steps.
   *
   * @param done the results of the worker
   * @param order the names of the arrays in their order
   */
  static WeightSum of(WorkerTrainer.Done done, Set<String> order) {
    if (done.steps() == 0) {
      return NONE;
    }
    float[][] values =
        order.stream().map(name -> done.values().get(name).values()).toArray(float[][]::new);
    return new WeightSum(done.steps(), done.steps(), done.lossSum(), done.seconds(), values, null);
  }

  /** Returns the sum over the workers of both sums. */
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
        Math.max(mostSteps, other.mostSteps),
        lossSum + other.lossSum,
        Math.max(seconds, other.seconds),
        null,
        added);
  }

  /** Returns the number of steps of all workers. */
  long steps() {
    return steps;
  }

  /** Returns the largest number of steps of a worker. */
  long mostSteps() {
    return mostSteps;
  }

  /** Returns the time of the slowest worker's steps in seconds. */
  double seconds() {
    return seconds;
  }

  /** Returns the sum of the losses of all steps. */
  double lossSum() {
    return lossSum;
  }

  /**
   * Returns the mean of each array, weighted by steps. For a single worker, the means equal the
   * worker's values bit for bit.
   */
  double[][] means() {
    double[][] means = sums();
    for (double[] array : means) {
      for (int i = 0; i < array.length; i++) {
        array[i] /= steps;
      }
    }
    return means;
  }

  /**
   * Returns a new array of sums. A single worker's values are multiplied by the number of steps,
   * which is exact in float64 for the numbers that occur.
   */
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
