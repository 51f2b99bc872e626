package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.interop.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped digits network in integers, judged by three runtimes. */
@Tag("interop")
class IntegerExportTest {
  @TempDir private Path folder;

  @Test
  void threeRuntimesKeepThePredictionsInIntegers() {
    Path floats = export("floats.onnx", "--format", "onnx");
    Path onnx = integers("int8.onnx", "onnx");
    Path litert = integers("int8.tflite", "litert");
    Path bytes = integers("uint8.tflite", "litert", "--io", "uint8", "--calibration", "mse");
    assertThat(Python.run("verify_int8.py", floats, onnx, litert, bytes))
        .contains("LiteRT", "ONNX Runtime", "OpenVINO", "int8 of Java agrees");
  }

  private Path integers(String name, String format, String... more) {
    List<String> options = new ArrayList<>(List.of("--format", format, "--precision", "int8"));
    options.addAll(List.of("--calibrate", "digits", "--calibration-images", "100"));
    options.addAll(List.of(more));
    return export(name, options.toArray(String[]::new));
  }

  private Path export(String name, String... more) {
    Path out = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("export", "--weights"));
    arguments.add(Path.of("savedmodels", "digits").toString());
    arguments.addAll(List.of("--out", out.toString()));
    arguments.addAll(List.of(more));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return out;
  }
}
