package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.interop.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LiteRT files verify themselves, in LiteRT: scripts/verify. */
@Tag("interop")
class LiteRtVerifyTest {
  @TempDir Path folder;

  @Test
  void filesOfEachPrecisionAreVerifiedAndChangedOnesRefused() {
    List<String> integers = List.of("--precision", "int8", "--calibrate", "digits");
    List<Object> files = new ArrayList<>();
    files.add(export("float32.tflite", List.of()));
    files.add(export("features.tflite", List.of("--no-top", "--pooling", "avg")));
    files.add(export("float16.tflite", List.of("--precision", "float16")));
    files.add(export("int8.tflite", integers));
    List<String> bytes = new ArrayList<>(integers);
    bytes.addAll(List.of("--io", "uint8", "--calibration", "mse"));
    files.add(export("uint8.tflite", bytes));
    assertThat(Python.run("litert_files.py", files.toArray())).contains("LiteRT files agrees");
  }

  @Test
  void javaRefusesAndNamesTheScript() {
    CommandRun run = CommandRun.of("verify", folder.resolve("a.tflite").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines().toList())
        .singleElement()
        .asString()
        .contains("is a LiteRT file, which Java cannot compute; run scripts/verify ");
  }

  private Path export(String name, List<String> more) {
    Path out = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("export", "--weights"));
    arguments.add(Path.of("savedmodels", "digits").toString());
    arguments.addAll(List.of("--out", out.toString()));
    arguments.addAll(more);
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return out;
  }
}
