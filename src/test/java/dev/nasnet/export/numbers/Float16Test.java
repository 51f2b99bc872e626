package dev.nasnet.export.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Float16Test {
  /** The definition of the format, by exact arithmetic. */
  private static double defined(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : Math.scalb((double) (1024 + fraction), exponent - 25);
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyFiniteHalfIsItself() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      if ((bits >> 10 & 31) < 31) {
        assertThat((double) Float16.value((short) bits)).isEqualTo(defined(bits));
        assertThat(Float16.of(Float16.value((short) bits))).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void otherNumbersBecomeTheNearest() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(44) - 28));
      if (Math.abs(value) < Float16.LARGEST) {
        short half = Float16.of(value);
        double error = error(value, half);
        assertThat(error).isLessThanOrEqualTo(error(value, (short) (half + 1)));
        assertThat(error).isLessThanOrEqualTo(error(value, (short) (half - 1)));
      }
    }
    assertThat(Float16.round(1 + 0x1p-11f)).isEqualTo(1f);
    assertThat(Float16.round(1 + 0x3p-11f)).isEqualTo(1 + 0x4p-11f);
    assertThat(Float16.round(65519)).isEqualTo(65504f);
    assertThat(Float16.round(65520)).isInfinite();
    assertThat(Float16.round(-1e9f)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float16.round(Float.NaN)).isNaN();
    assertThat(Float16.round(0x1p-26f)).isZero();
  }

  private static double error(float value, short half) {
    float other = Float16.value(half);
    return Float.isFinite(other)
        ? new BigDecimal(value).subtract(new BigDecimal(other)).abs().doubleValue()
        : Double.POSITIVE_INFINITY;
  }
}
