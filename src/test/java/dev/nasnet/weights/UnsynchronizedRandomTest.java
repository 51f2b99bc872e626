package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java's own is the judge. */
class UnsynchronizedRandomTest {
  private static final int DRAWS = 20_000;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, 0x9E3779B97F4A7C15L, Long.MIN_VALUE})
  void drawsWhatJavaDraws(long seed) {
    UnsynchronizedRandom ours = new UnsynchronizedRandom(seed);
    Random javas = new Random(seed);
    for (int i = 0; i < DRAWS; i++) {
      assertThat(ours.nextGaussian()).isEqualTo(javas.nextGaussian());
      if (i % 3 == 0) {
        assertThat(ours.nextDouble()).isEqualTo(javas.nextDouble());
      }
    }
  }
}
