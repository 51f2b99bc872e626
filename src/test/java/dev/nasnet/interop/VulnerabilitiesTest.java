package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/vulnerabilities} before a server that speaks as OSV does. */
@Tag("interop")
class VulnerabilitiesTest {
  @TempDir private Path folder;

  @Test
  void whatIsKnownFailsAndSilenceIsNoAllClear() {
    assertThat(Python.run("vulnerabilities.py", Path.of("").toAbsolutePath(), folder).lines())
        .containsExactly(
            "0 N packages asked, 0 with known vulnerabilities",
            "1 pkg:maven/org.example/jar@1.0: GHSA-test",
            "2 1 nothing was checked",
            "2 1 nothing was checked");
  }
}
