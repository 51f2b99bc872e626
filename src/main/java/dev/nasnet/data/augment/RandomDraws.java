package dev.nasnet.data.augment;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * All that is drawn at random for one image or one batch, statelessly from a seed: the same seed
 * gives the same numbers again.
 */
public final class RandomDraws {
  /** Single numbers, each at its place in one drawn vector. */
  enum Draw {
    DOWN(0),
    RIGHT(1),
    FLIP(2),
    ORDER(3),
    BRIGHTNESS(4),
    SATURATION(5),
    HUE(6),
    CONTRAST(7),
    HOLE_DOWN(8),
    HOLE_RIGHT(9),
    ERASE(10);

    private final int place;

    Draw(int place) {
      this.place = place;
    }
  }

  /** Streams of their own, beside that vector's, where more than a number is drawn. */
  enum Stream {
    BOX(1),
    ERASED_BOX(2),
    NOISE(3),
    SHARE(4),
    OTHER_SHARE(5),
    CUT(6),
    OTHER_CUT(7),
    CUT_DOWN(8),
    CUT_RIGHT(9),
    CUT_OR_MIX(10),
    RAND_OPERATION(11),
    RAND_SIGN(12);

    private final long number;

    Stream(long number) {
      this.number = number;
    }
  }

  // Odd constants spread seeds, so that sums of two do not meet.
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;
  private static final long STREAM_STEP = 0xD1B54A32D192ED03L;

  private final Ops tf;
  private final Operand<TInt64> seed;
  private final List<Output<TFloat32>> singles;

  private RandomDraws(Ops tf, Operand<TInt64> seed) {
    this.tf = tf;
    this.seed = seed;
    int count = Draw.values().length;
    Operand<TFloat32> all = tf.random.statelessRandomUniform(tf.constant(new int[] {count}), seed);
    singles = tf.unstack(all, (long) count).output();
  }

  /**
   * {@return the draws of one place in one epoch}
   *
   * @param tf the ops of the graph
   * @param seed of the run
   * @param epoch int64 scalar
   * @param place int64 scalar, in the epoch
   */
  public static RandomDraws of(Ops tf, long seed, Operand<TInt64> epoch, Operand<TInt64> place) {
    var stream = tf.math.add(epoch, tf.constant(seed * SEED_STEP));
    return new RandomDraws(tf, tf.stack(List.of(stream, place)));
  }

  /** The draws of a seed, int64 [2]. */
  static RandomDraws of(Ops tf, Operand<TInt64> seed) {
    return new RandomDraws(tf, seed);
  }

  /** A number from low to below high, float32 scalar. */
  Operand<TFloat32> uniform(Draw draw, float low, float high) {
    Operand<TFloat32> scaled = tf.math.mul(singles.get(draw.place), tf.constant(high - low));
    return low == 0 ? scaled : tf.math.add(scaled, tf.constant(low));
  }

  /** Many numbers from 0 to below 1. */
  Operand<TFloat32> uniform(Stream stream, long... shape) {
    return tf.random.statelessRandomUniform(tf.constant(shape), seed(stream));
  }

  /** A stream's own seed, int64 [2]. */
  Operand<TInt64> seed(Stream stream) {
    return tf.math.add(seed, tf.constant(new long[] {stream.number * STREAM_STEP, 0}));
  }
}
