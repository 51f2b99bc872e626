package dev.nasnet.weights;

/**
 * The sequence of {@link java.util.Random}, value by value as its documentation defines it, for one
 * thread: without the atomic step and the lock of each draw, which take most of its time.
 */
final class UnsynchronizedRandom {
  private static final long MULTIPLIER = 0x5DEECE66DL;
  private static final long MASK = (1L << 48) - 1;

  private long state;
  private double second;
  private boolean hasSecond;

  UnsynchronizedRandom(long seed) {
    state = (seed ^ MULTIPLIER) & MASK;
  }

  /** Uniform in [0, 1). */
  double nextDouble() {
    return (((long) next(26) << 27) + next(27)) * 0x1.0p-53;
  }

  /** Normal, mean 0, deviation 1: Marsaglia's polar method, two at a time. */
  double nextGaussian() {
    if (hasSecond) {
      hasSecond = false;
      return second;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * nextDouble() - 1;
      y = 2 * nextDouble() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    second = y * factor;
    hasSecond = true;
    return x * factor;
  }

  private int next(int bits) {
    state = (state * MULTIPLIER + 0xBL) & MASK;
    return (int) (state >>> (48 - bits));
  }
}
