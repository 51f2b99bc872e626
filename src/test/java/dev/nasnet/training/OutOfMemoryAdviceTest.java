package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import org.junit.jupiter.api.Test;

class OutOfMemoryAdviceTest {
  /** Measured peaks of 2 @ 192 at 32 px: 1,147 MiB at a batch of 32, 2,354 at 128, 6,002 at 512. */
  @Test
  void theEstimateIsBelowWhatWasMeasuredAndNotByMuch() {
    Network network =
        Network.of(
            NasNetSpec.cifar().toBuilder().notation("2@192").size(ImageSize.square(32)).build());
    assertThat(OutOfMemoryAdvice.images(network, 2354L << 20)).isBetween(64L, 128L);
    assertThat(OutOfMemoryAdvice.images(network, 6002L << 20)).isBetween(256L, 512L);
    assertThat(OutOfMemoryAdvice.images(network, 1)).isZero();
  }
}
