package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * The numbers that a step is computed in. Variables, losses and optimizer are float32 always:
 * TensorFlow's own rewriter lowers the ops that bear it.
 *
 * @param type of the others
 * @param lossScale what the loss is multiplied by at first, so that small gradients are not lost in
 *     float16; a power of two, or 0 for none
 * @param growthSteps good steps after which the scale is doubled, at least 1
 */
public record Precision(Type type, double lossScale, int growthSteps) implements Serializable {
  /** A number's format. */
  public enum Type {
    /** Everything in float32. */
    FLOAT32,
    /** IEEE half precision: on a GPU; on a CPU emulated, without any gain. */
    FLOAT16,
    /** A float32 cut to 16 bits: on a CPU, through oneDNN. */
    BFLOAT16
  }

  /** Float32, no loss scale. */
  public static final Precision STANDARD = new Precision(Type.FLOAT32, 0, 2000);

  /** Keras's first loss scale: 2¹⁵. */
  public static final double FIRST_SCALE = 1 << 15;

  /** With a larger one its inverse is no normal float32. */
  private static final int LARGEST_EXPONENT = 126;

  /** Refuses what makes no sense. */
  public Precision {
    if (lossScale != 0 && !isPowerOfTwo(lossScale)) {
      throw new InvalidInputException(
          "loss-scale (%s) must be 0 for none, or a power of two from 1 to 2^126, as 32768"
              .formatted(lossScale));
    }
    if (growthSteps < 1) {
      throw new InvalidInputException(
          "loss-scale-steps (%d) must be at least 1".formatted(growthSteps));
    }
  }

  private static boolean isPowerOfTwo(double value) {
    int exponent = Math.getExponent(value);
    return value == Math.scalb(1.0, exponent) && exponent >= 0 && exponent <= LARGEST_EXPONENT;
  }

  /** A type with its usual loss scale: float16 has one. */
  public static Precision of(Type type) {
    return new Precision(type, type == Type.FLOAT16 ? FIRST_SCALE : 0, STANDARD.growthSteps());
  }
}
