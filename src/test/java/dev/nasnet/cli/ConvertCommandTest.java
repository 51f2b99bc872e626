package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.run.InitialWeights;
import dev.nasnet.run.RunDescription;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
  private static final Network NETWORK =
      Network.of(NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build());
  private static final Weights WEIGHTS = Weights.randomBatchNorm(NETWORK, 3);

  private static final List<String> FORMATS =
      List.of("ckpt", "slim", "saved_model", "keras", "slim", "weights.h5", "h5", "ckpt");

  @TempDir Path folder;

  @Test
  void aChainOfFormatsLosesNothing() {
    Path from = folder.resolve("weights");
    Checkpoint.write(from, WEIGHTS);
    for (String format : FORMATS) {
      Path to = folder.resolve(folder.toFile().list().length + "." + format);
      CommandRun run = convert(from, to, "--format", format);
      assertThat(run.exitCode()).as(run.err()).isZero();
      // Weights alone do not describe their network, so the assumed one is printed.
      assertThat(run.err().lines())
          .hasSizeBetween(from.endsWith("weights") ? 1 : 0, 1)
          .allMatch(
              line -> line.contains(" does not describe its network: taken as 1@24 at 32 px"));
      assertThat(run.out().strip()).startsWith(to.toString());
      Weights read = WeightsFile.open(to).load(NETWORK).weights();
      for (NamedArray array : WEIGHTS.arrays()) {
        assertThat(read.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
      }
      from = to;
    }
  }

  @Test
  void whatTheFileSaysOfItselfComesAlong() {
    Path first = folder.resolve("first");
    CommandRun export =
        CommandRun.of(
            "export",
            "--preset",
            "cifar",
            "--spec",
            "2@48",
            "--size",
            "16",
            "--wiring",
            "skip",
            "--dialect",
            "slim",
            "--random",
            "--out",
            first.toString());
    assertThat(export.exitCode()).as(export.err()).isZero();
    Path second = folder.resolve("second.ckpt");
    assertThat(convert(first, second).exitCode()).isZero();
    NasNetSpec spec =
        WeightsSource.read(second, Optional.empty(), WeightsSource::spec).orElseThrow();
    assertThat(spec)
        .isEqualTo(WeightsSource.read(first, Optional.empty(), WeightsSource::spec).orElseThrow());
    assertThat(spec.size().height()).isEqualTo(16);
    assertThat(spec.wiring().name()).isEqualTo("SKIP");
    assertThat(spec.dialect().name()).isEqualTo("SLIM");

    Path padded = folder.resolve("padded.ckpt");
    assertThat(convert(first, padded, "--pool-padding", "zero").err())
        .hasLineCount(1)
        .contains("pools that ignore the border", "give --pool-padding same");
  }

  @Test
  void aWrongSizeNamesTheRightOneAndWritesNothing() {
    Path from = folder.resolve("weights");
    Checkpoint.write(from, WEIGHTS);
    Path to = folder.resolve("to");
    CommandRun run = convert(from, to, "--preset", "cifar", "--spec", "2@24");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .contains("these look like 1@24 of the cifar form with 6 stem filters and 10 classes");
    assertThat(to).doesNotExist();
  }

  @Test
  void trainingStartsFromAFileAndSaysWhatIsNew() {
    Path from = folder.resolve("weights");
    Network five = Network.of(NETWORK.spec().toBuilder().classes(5).build());
    Checkpoint.write(from, Weights.randomBatchNorm(five, 3));
    Path run = folder.resolve("run");
    // A learning rate so small that float32 weights stay what they were.
    CommandRun trained = train(run, "--init", from.toString(), "--lr", "1e-30");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(trained.err())
        .contains("nasnet: the classifier is new: ")
        .contains("nasnet: " + from + " does not describe its network: taken as 1@24 at ");
    InitialWeights told = RunDescription.read(run).init();
    assertThat(told.fresh()).containsExactly("predictions/kernel", "predictions/bias");
    assertThat(told.loaded()).isEqualTo(NETWORK.variables().size() - 2);
    assertThat(told.report()).singleElement().asString().contains("the classifier is new: ");
    Weights read =
        WeightsSource.read(run, Optional.empty(), known -> known.file().load(NETWORK)).weights();
    assertThat(read.get("normal_conv_1_0/kernel").values())
        .isEqualTo(Weights.randomBatchNorm(five, 3).get("normal_conv_1_0/kernel").values());

    CommandRun resumed = train(run, "--init", from.toString(), "--resume");
    assertThat(resumed.exitCode()).isEqualTo(2);
    assertThat(resumed.err()).hasLineCount(1).contains("has no effect with --resume");
    CommandRun wrong = train(folder.resolve("none"), "--init", "no/such/file");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).hasLineCount(1).contains("do not exist");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static CommandRun convert(Path from, Path to, String... options) {
    List<String> arguments = new ArrayList<>(List.of("convert", from.toString(), to.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static CommandRun train(Path run, String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", "digits"));
    arguments.addAll(List.of("--preset", "cifar", "--spec", "1@24", "--stem-filters", "6"));
    arguments.addAll(List.of("--size", "8", "--epochs", "1", "--batch", "600"));
    arguments.addAll(List.of("--out", run.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
