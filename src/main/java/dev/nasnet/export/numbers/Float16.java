package dev.nasnet.export.numbers;

import dev.nasnet.problem.InvalidInputException;

/** IEEE 754 half precision: 1 sign bit, 5 bits of exponent, 10 of fraction. */
public final class Float16 {
  /** The largest finite value. */
  public static final float LARGEST = 65504;

  private static final int INFINITY = 0x7c00;
  private static final int NAN = 0x7e00;
  private static final int SHIFT = 13;

  /** The bits of 2⁻¹⁴, below which values are subnormal, and of 2¹⁶, past all values. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  private static final int OVERFLOW = 0x47800000;

  /** The bits of 0.5: a number below 2⁻¹⁴ added to it is rounded to a multiple of 2⁻²⁴. */
  private static final float HALF = 0.5f;

  /** The difference of the exponents' biases, 127 − 15, at the place of float32's exponent. */
  private static final int BIAS = 112 << 23;

  private Float16() {}

  /**
   * {@return the nearest half's bits, ties to even; past the largest it is infinite}
   *
   * @param value any float32 value
   */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    int half;
    if (magnitude > 0x7f800000) {
      half = NAN;
    } else if (magnitude >= OVERFLOW) {
      half = INFINITY;
    } else if (magnitude < SMALLEST_NORMAL) {
      half = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + HALF) & 0x7fff;
    } else {
      half = rounded(magnitude - BIAS);
    }
    return (short) (sign | half);
  }

  /**
   * {@return the bits of an array's values}
   *
   * @param name the array's name in the error
   * @param values the values in float32
   * @throws InvalidInputException if a value is not finite in half precision
   */
  public static short[] all(String name, float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] = of(values[i]);
      if (!(Math.abs(value(halves[i])) <= LARGEST)) {
        throw new InvalidInputException(
            "precision (float16) must hold every weight, but %s has %s, past %s; use float32"
                .formatted(name, values[i], LARGEST));
      }
    }
    return halves;
  }

  /**
   * {@return the value of a half's bits}
   *
   * @param half the 16 bits
   */
  public static float value(short half) {
    int magnitude = half & 0x7fff;
    float value;
    if (magnitude >= INFINITY) {
      value = magnitude == INFINITY ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (magnitude < 0x400) {
      value = magnitude * 0x1p-24f;
    } else {
      value = Float.intBitsToFloat((magnitude << SHIFT) + BIAS);
    }
    return half < 0 ? -value : value;
  }

  /**
   * {@return the nearest half as a float32}
   *
   * @param value any float32 value
   */
  public static float round(float value) {
    return value(of(value));
  }

  private static int rounded(int rebiased) {
    int even = (rebiased >>> SHIFT) & 1;
    return (rebiased + 0xfff + even) >>> SHIFT;
  }
}
