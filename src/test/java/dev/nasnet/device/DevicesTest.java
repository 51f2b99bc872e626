package dev.nasnet.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DevicesTest {
  @Test
  void bfloat16IsSlowOnAnX86ProcessorWithoutAvx512() {
    assertThat(Devices.bfloat16IsSlow(List.of("sse4_1", "avx2", "fma"))).isTrue();
    assertThat(Devices.bfloat16IsSlow(List.of("avx2", "avx512f", "avx512_vnni"))).isFalse();
    // Of ARM, and where there is no Linux, nothing is known.
    assertThat(Devices.bfloat16IsSlow(List.of())).isFalse();
  }
}
