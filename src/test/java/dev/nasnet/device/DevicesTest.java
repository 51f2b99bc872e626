package dev.nasnet.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DevicesTest {
  @Test
  void bfloat16IsSlowOnAnX86ProcessorWithoutAvx512() {
    assertThat(Devices.bfloat16IsSlow(List.of("sse4_1", "avx2", "fma"))).isTrue();
    assertThat(Devices.bfloat16IsSlow(List.of("avx2", "avx512f", "avx512_vnni"))).isFalse();
    // The instruction sets are unknown on ARM and on systems other than Linux.
    assertThat(Devices.bfloat16IsSlow(List.of())).isFalse();
  }
}
