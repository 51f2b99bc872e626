package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteRtCommandTest {
  @TempDir private Path folder;

  @Test
  void theSameNetworkIsTheSameBytesAndKeepsItsClassNames() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.txt"), "cat\ndog\nemu\n");
    CommandRun first = export("a.tflite", "--format", "litert", "--labels", labels.toString());
    CommandRun second = export("b.tflite", "--format", "litert", "--labels", labels.toString());
    assertThat(first.err()).isEmpty();
    assertThat(first.out().strip()).isEqualTo(folder.resolve("a.tflite").toString());
    assertThat(second.exitCode()).isZero();
    Path file = folder.resolve("a.tflite");
    assertThat(file).hasSameBinaryContentAs(folder.resolve("b.tflite"));
    assertThat(new String(Files.readAllBytes(file), 4, 4, StandardCharsets.US_ASCII))
        .isEqualTo("TFL3");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry("labels.txt");
      assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getInputStream(entry).readAllBytes())
          .isEqualTo("cat\ndog\nemu\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void float16IsHalfTheFile() throws IOException {
    exportOf("1@192", "a.tflite", "--format", "litert");
    exportOf("1@192", "b.tflite", "--format", "litert", "--precision", "float16");
    assertThat((double) Files.size(folder.resolve("b.tflite")))
        .isLessThan(0.7 * Files.size(folder.resolve("a.tflite")));
  }

  @Test
  void convertChoosesTheFormatByTheName() throws IOException {
    assertThat(export("m.keras", "--format", "keras").exitCode()).isZero();
    Path out = folder.resolve("c.tflite");
    CommandRun run = CommandRun.of("convert", folder.resolve("m.keras").toString(), out.toString());
    assertThat(run.err()).isEmpty();
    export("a.tflite", "--format", "litert");
    assertThat(Files.size(out))
        .isBetween(
            Files.size(folder.resolve("a.tflite")) - 600,
            Files.size(folder.resolve("a.tflite")) + 600);
  }

  @ParameterizedTest
  @CsvSource({
    "x.pb,litert,--precision,float32,must end with .tflite",
    "x.tflite,litert,--precision,bfloat16,must be float32 or float16 with --format litert",
    "x.tflite,litert,--input,uint8,must be onnx for --input",
    "x.tflite,litert,--precision,int8,give --calibrate",
    "x.onnx,onnx,--precision,int8,give --calibrate",
    "x.pb,frozen,--precision,int8,must be with --format litert or onnx",
    "x.tflite,litert,--calibrate,digits,has no effect without --precision=int8",
    "x.tflite,litert,--io,uint8,has no effect without --precision=int8",
    "x.tflite,litert,--keep-float,a,has no effect without --precision=int8"
  })
  void aBadUseIsOneLineAndNothingIsWritten(
      String out, String format, String option, String value, String problem) {
    refused(problem, export(out, "--format", format, option, value));
  }

  @ParameterizedTest
  @CsvSource({
    "digits,--calibration-images,0,--calibration-images (0) must be at least 1",
    "digits,--keep-float,no_layer,--keep-float (no_layer) must name layers",
    "folder:missing,--io,int8,missing",
    "nothing,--io,int8,must be digits",
    "digits,--input,uint8,no effect"
  })
  void aBadCalibrationIsOneLineAndNothingIsWritten(
      String source, String option, String value, String problem) {
    List<String> more = new ArrayList<>(List.of("--format", "onnx", "--precision", "int8"));
    more.addAll(List.of("--calibrate", source, option, value));
    if (option.equals("--input")) {
      more.addAll(List.of("--io", "uint8"));
    }
    refused(problem, export("x.onnx", more.toArray(String[]::new)));
  }

  private void refused(String problem, CommandRun run) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).contains(problem).doesNotContain("\n");
    assertThat(folder).isEmptyDirectory();
  }

  private CommandRun export(String out, String... more) {
    return exportOf("1@24", out, more);
  }

  private CommandRun exportOf(String notation, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("export", "--preset", "cifar"));
    arguments.addAll(List.of("--spec", notation, "--size", "16", "--classes", "3"));
    arguments.addAll(List.of("--random-batch-norm", "--seed", "5"));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
