package dev.nasnet.spark;

import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts the cost of the rounds of a training: the bytes of transferred values, and the time spent
 * in addition to the training steps.
 */
public final class RoundStats {
  /** Creates counts of no rounds. */
  public RoundStats() {}

  private static final double MEBI = 1 << 20;

  private long rounds;
  private long bytes;
  private double seconds;

  /**
   * Adds a round in which each worker received all values and returned all values.
   *
   * @param values the values
   * @param workers the number of workers
   * @param overhead the time of the round in seconds without the steps of the slowest worker
   */
  void add(Weights values, int workers, double overhead) {
    long count = 0;
    for (NamedArray array : values.arrays()) {
      count += array.values().length;
    }
    rounds++;
    seconds += overhead;
    bytes += 2 * count * Float.BYTES * workers;
  }

  /** Returns a line on the rounds since the last call, if there were any, and resets the counts. */
  Optional<String> takeSummary() {
    if (rounds == 0) {
      return Optional.empty();
    }
    String line =
        String.format(
            Locale.ROOT,
            "%d rounds; mean of a round: %.2f MiB transferred, %.2f s in addition to its steps",
            rounds,
            bytes / MEBI / rounds,
            seconds / rounds);
    rounds = 0;
    bytes = 0;
    seconds = 0;
    return Optional.of(line);
  }
}
