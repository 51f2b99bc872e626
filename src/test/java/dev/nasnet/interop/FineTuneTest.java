package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.cli.CommandRun;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java → tf_keras → Java: fine-tuned there, read back bit for bit, trained on here. */
@Tag("interop")
class FineTuneTest {
  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(8))
              .build());

  @TempDir Path folder;

  @Test
  void whatTfKerasFineTunedGoesOnTrainingInJava() {
    Path bundle = folder.resolve("bundle");
    assertSuccess(network("export", "--random", "--out", bundle.toString()));
    Python.run("fine_tune.py", bundle.resolve("1"), folder);
    Weights tuned =
        Checkpoint.read(folder.resolve("tuned"), NETWORK.variables(), UnaryOperator.identity());
    for (String saved : List.of("saved", "export", "tuned.h5")) {
      WeightsFile file = WeightsFile.open(folder.resolve(saved));
      assertThat(file.likelySpec().orElseThrow().notation()).isEqualTo("1@24");
      Weights read = file.load(NETWORK).weights();
      for (NamedArray array : tuned.arrays()) {
        assertThat(read.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
      }
    }
    String run = folder.resolve("run").toString();
    String saved = folder.resolve("saved").toString();
    assertSuccess(
        network(
            "train",
            "--data",
            "digits",
            "--epochs",
            "1",
            "--batch",
            "600",
            "--init",
            saved,
            "--out",
            run));
  }

  @Test
  void whatKeras3ExportedIsReadBitForBit() {
    Path written = folder.resolve("model.keras");
    assertSuccess(network("export", "--random", "--format", "keras", "--out", written.toString()));
    Python.run("keras_export.py", written, folder.resolve("exported"));
    Weights expected = WeightsFile.open(written).load(NETWORK).weights();
    Weights found = WeightsFile.open(folder.resolve("exported")).load(NETWORK).weights();
    for (NamedArray array : expected.arrays()) {
      assertThat(found.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
  }

  private static CommandRun network(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command, "--preset", "cifar"));
    arguments.addAll(List.of("--spec", "1@24", "--stem-filters", "6", "--size", "8"));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static void assertSuccess(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
