package dev.nasnet.spark;

import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.Locale;
import java.util.Optional;

/** What a training's rounds cost: bytes of the values themselves, and time beside the steps. */
public final class RoundStats {
  private static final double MEBI = 1 << 20;

  private long rounds;
  private long bytes;
  private double seconds;

  /**
   * A round in which each worker had all values and gave all back.
   *
   * @param beside the seconds that it took beside the steps of the slowest worker
   */
  void round(Weights values, int workers, double beside) {
    long count = 0;
    for (NamedArray array : values.arrays()) {
      count += array.values().length;
    }
    rounds++;
    seconds += beside;
    bytes += 2 * count * Float.BYTES * workers;
  }

  /** The rounds since it was told last, if any. */
  Optional<String> told() {
    if (rounds == 0) {
      return Optional.empty();
    }
    String line =
        String.format(
            Locale.ROOT,
            "%d rounds; a round moved %.2f MiB and took %.2f s beside its steps",
            rounds,
            bytes / MEBI / rounds,
            seconds / rounds);
    rounds = 0;
    bytes = 0;
    seconds = 0;
    return Optional.of(line);
  }
}
