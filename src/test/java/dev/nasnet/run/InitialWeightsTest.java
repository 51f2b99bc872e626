package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.cli.CommandRun;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on from a run: which of its weights, and what is kept about where they come from. */
class InitialWeightsTest {
  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(8))
              .build());
  private static final String KERNEL = "normal_conv_1_0/kernel";

  @TempDir static Path folder;

  private static RunFolder run;
  private static Weights averages;

  @BeforeAll
  static void trainWithAverages() {
    Path out = folder.resolve("run");
    success(train(out, "--averages", "0.99", "--lr", "0.05"));
    run = new RunFolder(out);
    averages = run.bestWeights(NETWORK);
    assertThat(averages.get(KERNEL).values())
        .isNotEqualTo(run.bestRawWeights(NETWORK).get(KERNEL).values());
  }

  @Test
  void aRunAndItsCheckpointConvertToTheirAverages() {
    for (Path from : List.of(run.path(), bestCheckpoint())) {
      Path to = folder.resolve(from.getFileName() + ".ckpt");
      success(CommandRun.of("convert", from.toString(), to.toString(), "--size", "8"));
      Weights found = WeightsFile.open(to).load(NETWORK).weights();
      for (NamedArray array : averages.arrays()) {
        assertThat(found.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
      }
    }
  }

  @Test
  void aRunTellsWithWhichFileItBeganAndItsBundleTellsItToo() throws IOException {
    Path second = folder.resolve("second");
    // A learning rate so small that float32 weights stay what they were.
    success(train(second, "--init", run.path().toString(), "--lr", "1e-30"));
    assertThat(new RunFolder(second).bestWeights(NETWORK).get(KERNEL).values())
        .isEqualTo(averages.get(KERNEL).values());
    JsonObject told = init(second.resolve("run.json"));
    assertThat(told.get("file").getAsString()).isEqualTo(bestCheckpoint().toString());
    assertThat(told.get("kind").getAsString()).isEqualTo("a checkpoint's averages");
    assertThat(told.get("loaded").getAsInt()).isEqualTo(NETWORK.variables().size());
    assertThat(told.getAsJsonArray("fresh")).isEmpty();
    String prefix = bestCheckpoint().toString();
    Sha256 sum =
        new Sha256().add(Path.of(prefix + ".data-00000-of-00001")).add(Path.of(prefix + ".index"));
    assertThat(told.get("sha256").getAsString()).isEqualTo(sum.hex());

    Path bundle = folder.resolve("bundle");
    success(CommandRun.of("export", "--run", second.toString(), "--out", bundle.toString()));
    success(CommandRun.of("convert", second.toString(), bundle.toString()));
    // A bundle is for others: it names the file without this machine's folders.
    told.addProperty("file", bestCheckpoint().getFileName().toString());
    for (String version : List.of("1", "2")) {
      assertThat(init(bundle.resolve(version).resolve("assets.extra/provenance.json")))
          .isEqualTo(told);
    }
    CommandRun resumed = train(second, "--resume", "--lr", "1e-30");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
  }

  private static JsonObject init(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonObject("init");
  }

  private static void success(CommandRun done) {
    assertThat(done.exitCode()).as(done.err()).isZero();
  }

  private static CommandRun train(Path out, String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--data", "digits"));
    arguments.addAll(List.of("--preset", "cifar", "--spec", "1@24", "--stem-filters", "6"));
    arguments.addAll(List.of("--size", "8", "--epochs", "1", "--batch", "600"));
    arguments.addAll(List.of("--out", out.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path bestCheckpoint() {
    return run.fromBest(prefix -> prefix);
  }
}
