package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.bundle.ShippedBundle;
import dev.nasnet.interop.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped bundle with one file changed, gone or more, asked of both verifiers. */
class VerifyManifestTest {
  @TempDir private Path folder;
  private Path bundle;

  @BeforeEach
  void copy() throws IOException {
    bundle = ShippedBundle.copyTo(folder);
  }

  @Test
  void theShippedBundleIsAsItWasWritten() {
    assertThat(CommandRun.of("verify", "savedmodels/digits").err()).isEmpty();
  }

  @Test
  void javaNamesTheFile() throws IOException {
    change();
    refused("assets/labels.txt is not what was written");
    Files.delete(bundle.resolve("assets/labels.txt"));
    refused("assets/labels.txt is missing");
    Files.delete(bundle.resolve("manifest.sha256"));
    refused("manifest.sha256 is missing");
  }

  @Test
  @Tag("interop")
  void pythonNamesTheFile() throws IOException {
    String script = Path.of("scripts", "verify.py").toAbsolutePath().toString();
    assertThat(Python.run(script, bundle)).contains("serving_default logits");
    Files.writeString(bundle.resolve("variables/more"), "more");
    pythonRefuses(script, "variables/more is not of it");
    Files.delete(bundle.resolve("variables/more"));
    change();
    pythonRefuses(script, "assets/labels.txt is not what was written");
    Files.delete(bundle.resolve("assets/labels.txt"));
    pythonRefuses(script, "assets/labels.txt is missing");
  }

  private void change() throws IOException {
    Files.writeString(bundle.resolve("assets/labels.txt"), "eleven\n", StandardOpenOption.APPEND);
  }

  private void refused(String what) {
    CommandRun run = CommandRun.of("verify", bundle.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip()).contains("is not as it was written: " + what);
    assertThat(run.err().strip()).doesNotContain("\n");
  }

  private void pythonRefuses(String script, String what) {
    assertThatThrownBy(() -> Python.run(script, bundle))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("code 1")
        .hasMessageContaining("is not as it was written: " + what);
  }
}
