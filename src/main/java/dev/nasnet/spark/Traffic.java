package dev.nasnet.spark;

import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.Locale;
import java.util.Optional;

/** What a training's rounds move, in bytes of the values themselves. */
final class Traffic {
  private static final double MEBI = 1 << 20;

  private long rounds;
  private long bytes;

  /** A round in which each worker had all values and gave all back. */
  void round(Weights values, int workers) {
    long count = 0;
    for (NamedArray array : values.arrays()) {
      count += array.values().length;
    }
    rounds++;
    bytes += 2 * count * Float.BYTES * workers;
  }

  /** The rounds since it was told last, if any. */
  Optional<String> told() {
    if (rounds == 0) {
      return Optional.empty();
    }
    String line =
        String.format(
            Locale.ROOT, "%d rounds, %.2f MiB moved a round", rounds, bytes / MEBI / rounds);
    rounds = 0;
    bytes = 0;
    return Optional.of(line);
  }
}
