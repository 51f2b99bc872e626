package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.device.Devices;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class DevicesCommandTest {
  @TempDir Path folder;

  @Test
  void devicesTellsTheCpuTheBuildAndWhatAGpuNeeds() {
    CommandRun run = CommandRun.of("devices", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
    JsonObject build = report.getAsJsonObject("tensorflow");
    assertThat(build.get("version").getAsString()).startsWith("2.");
    assertThat(build.get("artefact").getAsString()).startsWith("tensorflow-core-native-");
    assertThat(build.get("xla").getAsBoolean()).isTrue();
    JsonObject first = report.getAsJsonArray("devices").get(0).getAsJsonObject();
    assertThat(first.get("name").getAsString()).isEqualTo("/device:CPU:0");
    // Where there is no GPU, the cure is told; else there is nothing to cure.
    assertThat(report.get("advice").getAsString().isEmpty()).isEqualTo(Devices.gpus() > 0);
    assertThat(CommandRun.of("devices").out()).contains("/device:CPU:0", "NVIDIA driver:");
  }

  @Test
  void trainingOnAGpuThatIsNotThereIsRefusedWithTheCure() {
    Assumptions.assumeTrue(Devices.gpus() == 0, "TensorFlow sees a GPU");
    CommandRun run = train("--device gpu");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .contains("device (gpu) must be one that TensorFlow sees")
        .containsAnyOf("-Pgpu", "driver");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--towers 5 | towers (5) must be at least 1 and divide the 32 images computed at once",
        "--loss-scale 1000 | loss-scale (1000.0) must be 0 for none, or a power of two",
        "--loss-scale-steps 0 | loss-scale-steps (0) must be at least 1",
        "--gpu-memory 0 | gpu-memory (0.0) must be above 0 and at most 1",
        "--mixed-precision --device cpu | mixed-precision (float16) must be bfloat16 on a CPU",
        "--mixed-precision int8 | --mixed-precision",
        "--device tpu | --device"
      })
  void whatMakesNoSenseIsRefusedInOneLine(String options, String message) {
    CommandRun run = train(options);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains(message);
  }

  private CommandRun train(String options) {
    String all =
        "train --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --out "
            + folder.resolve("run")
            + " "
            + options;
    return CommandRun.of(all.split(" "));
  }

  @Test
  void whereBfloat16DoesNotHelpALineSaysSo() {
    CommandRun run = train("--mixed-precision bfloat16 --epochs 1 --batch 512 --device cpu");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String line = "nasnet: --mixed-precision (bfloat16) needs a CPU with AVX-512, which this one";
    assertThat(run.err().contains(line)).as(run.err()).isEqualTo(Devices.bfloat16IsSlow());
  }

  @Test
  void aBenchmarkTellsSpeedAndHowFarAStepIsFromTheCpus() {
    String words =
        "benchmark --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --threads 1"
            + " --device cpu --json";
    CommandRun times = CommandRun.of((words + " --steps 2 --warm-up-steps 1").split(" "));
    assertThat(times.exitCode()).as(times.err()).isZero();
    JsonObject told =
        JsonParser.parseString(times.out()).getAsJsonObject().getAsJsonObject("times");
    assertThat(told.get("imagesPerSecond").getAsDouble()).isPositive();
    CommandRun distance = CommandRun.of((words + " --against-cpu --towers 2").split(" "));
    assertThat(distance.exitCode()).as(distance.err()).isZero();
    // Batch norm by halves is another step.
    assertThat(
            JsonParser.parseString(distance.out())
                .getAsJsonObject()
                .get("distanceToCpu")
                .getAsDouble())
        .isBetween(1e-3, 2.0);
  }
}
