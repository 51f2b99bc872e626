package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.bundle.ShippedBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bundle with a provenance that states another image size than its graph has, under a new
 * manifest.
 */
@Timeout(120)
@Tag("slow")
class LyingBundleTest {
  @TempDir private Path folder;
  private Path bundle;

  @BeforeEach
  void copy() throws IOException {
    bundle = ShippedBundle.copyTo(folder);
  }

  @Test
  void aSizeThatNoMachineComputesIsRefusedBeforeItIsComputed() throws IOException {
    state("\"size\": \"16384\"");
    Path out = folder.resolve("out");
    for (CommandRun run :
        List.of(
            CommandRun.of("convert", bundle.toString(), out.toString()),
            CommandRun.of("export", "--weights", bundle.toString(), "--out", out.toString()))) {
      assertThat(run.err().strip())
          .contains("network (2@192 at 16384 × 16384 px) must fit in")
          .doesNotContain("\n");
      assertThat(run.exitCode()).isEqualTo(2);
    }
    assertThat(out).doesNotExist();
    CommandRun other =
        CommandRun.of(
            "convert", bundle.toString(), out.toString(), "--size", "16", "--format", "h5");
    assertThat(other.exitCode()).as(other.err()).isEqualTo(2);
    assertThat(other.err()).contains("must end with .h5");
  }

  @Test
  void aSizeThatContradictsTheGraphIsRefused() throws IOException {
    String image = Files.createFile(folder.resolve("x.png")).toString();
    for (String size : List.of("16384", "17", "16x15")) {
      state("\"size\": \"%s\"".formatted(size));
      for (CommandRun run :
          List.of(
              CommandRun.of("verify", bundle.toString()),
              CommandRun.of("predict", "--model", bundle.toString(), image),
              CommandRun.of("evaluate", "--model", bundle.toString(), "--data", "digits"))) {
        assertThat(run.err().strip())
            .contains("but its graph takes 16 × 16 px")
            .doesNotContain("\n");
        assertThat(run.exitCode()).isEqualTo(1);
      }
    }
  }

  private void state(String size) throws IOException {
    ShippedBundle.state(bundle, "\"size\": \"16\"", size);
  }
}
