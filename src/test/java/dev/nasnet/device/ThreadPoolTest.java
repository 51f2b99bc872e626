package dev.nasnet.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadPoolTest {
  @ParameterizedTest
  @CsvSource({"0, 1, 1", "0, 2, 1", "0, 3, 0", "0, 64, 0", "1, 64, 1", "2, 2, 2", "8, 2, 8"})
  void onTwoCoresAnOpHasOneThreadByDefault(int requested, int cores, int threads) {
    assertThat(ThreadPool.intraOpThreads(requested, cores)).isEqualTo(threads);
  }
}
