package dev.nasnet.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadConfigTest {
  private static final boolean TWO_CORES = Runtime.getRuntime().availableProcessors() <= 2;

  @TempDir private Path version;

  @Test
  void aSmallNetworkHasAThreadALayerOnTwoCores() throws IOException {
    told(NasNetSpec.mobile());
    assertThat(SmallNetwork.isIn(version)).isTrue();
    assertThat(within(ThreadConfig.BEST)).isEqualTo(TWO_CORES ? 1 : 0);
    told(NasNetSpec.cifar());
    assertThat(SmallNetwork.isIn(version)).isTrue();
    assertThat(within(ThreadConfig.BEST)).isEqualTo(TWO_CORES ? 1 : 0);
  }

  @Test
  void aLargeOneSharesItsLayers() throws IOException {
    told(NasNetSpec.large());
    assertThat(SmallNetwork.isIn(version)).isFalse();
    assertThat(within(ThreadConfig.BEST)).isZero();
  }

  @Test
  void aBundleThatTellsNothingSharesItsLayers() throws IOException {
    assertThat(within(ThreadConfig.BEST)).isZero();
    tell("{\"spec\": 3}");
    assertThat(within(ThreadConfig.BEST)).isZero();
    // Earlier versions wrote no multiply-adds.
    tell("{\"spec\": %s}".formatted(SpecJson.write(NasNetSpec.mobile())));
    assertThat(within(ThreadConfig.BEST)).isZero();
    tell("no JSON");
    assertThat(SmallNetwork.isIn(version)).isFalse();
    assertThat(within(ThreadConfig.BEST)).isZero();
  }

  @Test
  void whoAsksForACountHasIt() throws IOException {
    told(NasNetSpec.mobile());
    assertThat(within(new ThreadConfig(0, 2))).isEqualTo(2);
    told(NasNetSpec.large());
    assertThat(within(new ThreadConfig(0, 1))).isEqualTo(1);
    assertThat(new ThreadConfig(3, 1).config(version).getInterOpParallelismThreads()).isEqualTo(3);
  }

  private int within(ThreadConfig threads) {
    return threads.config(version).getIntraOpParallelismThreads();
  }

  private void told(NasNetSpec spec) throws IOException {
    long multiplyAdds = Network.of(spec).multiplyAdds();
    tell(Provenance.builder().spec(spec).multiplyAdds(multiplyAdds).build().toJson());
  }

  private void tell(String text) throws IOException {
    Path file = version.resolve(BundleFiles.PROVENANCE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
