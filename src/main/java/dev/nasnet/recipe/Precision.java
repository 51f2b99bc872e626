package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * The number format of a training step, and its loss scale. Variables, losses and the optimizer are
 * always float32; TensorFlow's graph rewriter decides which other ops compute in 16 bits
 * (Micikevicius et al., "Mixed Precision Training", arXiv:1710.03740).
 *
 * @param type the number format of the other ops
 * @param lossScale the first factor of the loss, which keeps small gradients from becoming 0 in
 *     float16; a power of two from 1 to 2¹²⁶, or 0 for no loss scale
 * @param growthSteps the number of consecutive steps with finite gradients after which the scale is
 *     doubled, at least 1
 */
public record Precision(Type type, double lossScale, int growthSteps) implements Serializable {
  /** A number format. */
  public enum Type {
    /** Everything in float32. */
    FLOAT32,
    /** IEEE half precision, for GPUs. */
    FLOAT16,
    /** The upper 16 bits of a float32, for CPUs, by oneDNN. */
    BFLOAT16
  }

  /** Float32, no loss scale. */
  public static final Precision STANDARD = new Precision(Type.FLOAT32, 0, 2000);

  /** The first loss scale, 2¹⁵, as in {@code keras.optimizers.LossScaleOptimizer}. */
  public static final double FIRST_SCALE = 1 << 15;

  /** The inverse of a larger power of two is no normal float32. */
  private static final int LARGEST_EXPONENT = 126;

  /**
   * Checks the numbers.
   *
   * @param type the number format of the other ops
   * @param lossScale the first factor of the loss
   * @param growthSteps the number of consecutive steps with finite gradients after which the scale
   *     is doubled, at least 1
   * @throws InvalidInputException if the loss scale is no power of two, or there are no growth
   *     steps
   */
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

  /**
   * {@return a number format with its usual loss scale: 2¹⁵ for float16, none for the others}
   *
   * @param type the number format of the ops that do not need float32
   */
  public static Precision of(Type type) {
    return new Precision(type, type == Type.FLOAT16 ? FIRST_SCALE : 0, STANDARD.growthSteps());
  }
}
