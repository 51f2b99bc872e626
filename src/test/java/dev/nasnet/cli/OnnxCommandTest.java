package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxCommandTest {
  @TempDir Path folder;

  @Test
  void exportAndConvertWriteTheSameFileAndVerifyReadsIt() throws IOException {
    CommandRun export = export("a.onnx", "--format", "onnx", "--layout", "nchw");
    assertThat(export.err()).isEmpty();
    Path file = folder.resolve("a.onnx");
    assertThat(export.out().strip()).isEqualTo(file.toString());
    CommandRun verify = CommandRun.of("verify", file.toString());
    assertThat(verify.err()).isEmpty();
    assertThat(verify.exitCode()).isZero();
    assertThat(verify.out().lines().limit(2)).allMatch(line -> line.contains("difference"));
    assertThat(verify.out().lines().skip(2))
        .containsExactly(file + ": verified, 2 outputs by Java's own evaluator of ONNX");
    assertThat(CommandRun.of("verify", file.toString(), "--tolerance", "1e-12").exitCode())
        .isEqualTo(1);
    assertThat(export("m.keras", "--format", "keras").exitCode()).isZero();
    Path converted = folder.resolve("b.onnx");
    CommandRun convert =
        CommandRun.of(
            "convert",
            folder.resolve("m.keras").toString(),
            converted.toString(),
            "--size",
            "16",
            "--layout",
            "nchw");
    assertThat(convert.err()).isEmpty();
    // All but the provenance is the same.
    assertThat(Files.size(converted)).isCloseTo(Files.size(file), Offset.offset(500L));
    assertThat(CommandRun.of("verify", converted.toString()).exitCode()).isZero();
  }

  @Test
  void float16SaysHowFarItIsOff() {
    CommandRun run = export("a.onnx", "--format", "onnx", "--precision", "float16");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err().lines())
        .hasSize(2)
        .allMatch(
            line -> line.matches("nasnet: float16 moves \\w+ by .*e-.* of the largest value"));
  }

  @ParameterizedTest
  @CsvSource({
    "x.pb,onnx,--precision,float32,must end with .onnx",
    "x.onnx,onnx,--precision,bfloat16,must be float32 or float16 with --format onnx",
    "x.pb,frozen,--precision,float16,must be with --format onnx",
    "x.pb,frozen,--input,uint8,must be onnx for --input",
    "x.keras,keras,--layout,nchw,must be onnx for --input"
  })
  void aBadUseIsOneLineAndNothingIsWritten(
      String out, String format, String option, String value, String problem) {
    CommandRun run = export(out, "--format", format, option, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).contains(problem).doesNotContain("\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatExistsOrIsNoneIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a.onnx"), "text");
    CommandRun run = export("a.onnx", "--format", "onnx");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).contains("exists already").doesNotContain("\n");
    assertThat(file).hasContent("text");
    CommandRun verify = CommandRun.of("verify", file.toString());
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.err().strip()).contains("a.onnx").doesNotContain("\n");
    assertThat(CommandRun.of("verify", folder.resolve("b.onnx").toString()).exitCode())
        .isEqualTo(2);
  }

  private CommandRun export(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("export", "--preset", "cifar"));
    arguments.addAll(List.of("--spec", "1@24", "--size", "16", "--classes", "3"));
    arguments.addAll(List.of("--random-batch-norm", "--seed", "5"));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
