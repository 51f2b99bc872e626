package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.interop.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of TensorFlow Serving that scripts/serve writes. */
@EnabledOnOs(OS.LINUX)
class ServingConfigTest {
  @Test
  @Tag("interop")
  void servingReadsTheFiles(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("serving config");
    assertThat(serve("--config-only", config.toString())).isEqualTo("0 ");
    assertThat(Python.run("serving_config.py", config).lines())
        .contains(
            "models [('nasnet', '/models/nasnet', 'tensorflow', 1)]",
            "batching 32 True",
            "monitoring /monitoring/prometheus/metrics");
  }

  @Test
  void anExistingFileIsKept(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("batching.config"), "mine");
    assertThat(serve("--config-only", folder.toString()))
        .isEqualTo("2 serve: " + file + " exists already; give another folder");
    assertThat(file).hasContent("mine");
    assertThat(folder.resolve("models.config")).doesNotExist();
  }

  @Test
  void composeStartsServingWithTheseFiles(@TempDir Path folder) throws Exception {
    assertThat(serve("--config-only", folder.toString())).isEqualTo("0 ");
    String compose = Files.readString(Path.of("compose.yaml"));
    for (String name : List.of("models", "batching", "monitoring")) {
      assertThat(folder.resolve(name + ".config")).exists();
      assertThat(compose).contains("=/config/" + name + ".config");
    }
    assertThat(compose).contains(":/config:ro", ":/models/nasnet:ro");
  }

  private static String serve(String... arguments) throws Exception {
    Process process =
        new ProcessBuilder("sh", "scripts/serve", arguments[0], arguments[1])
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + text.strip();
  }
}
