package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportPrecisionTest {
  private static final String PROVENANCE = "assets.extra/provenance.json";
  private static final String GOLDEN = "assets.extra/golden.npz";

  @TempDir Path folder;

  @Test
  void aBfloat16BundleSaysHowFarItIsOffAndIsHeldToIt() throws IOException {
    CommandRun run = export("1", "model", "--optimize", "serving", "--precision", "bfloat16");
    Path version = folder.resolve("model/1");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().strip()).isEqualTo(version.toString());
    assertThat(run.err().lines())
        .hasSize(3)
        .allMatch(
            line -> line.matches("nasnet: bfloat16 changes \\w+ by .*e-.* of the largest value"));
    JsonObject told = provenance(version);
    assertThat(told.get("precision").getAsString()).isEqualTo("bfloat16");
    JsonObject deviation = told.getAsJsonObject("deviation");
    JsonObject tolerance = told.getAsJsonObject("tolerance");
    assertThat(deviation.get("features").getAsDouble()).isBetween(1e-4, 0.05);
    assertThat(tolerance.get("features").getAsDouble()).isBetween(4e-4, 0.2);
    CommandRun sound = CommandRun.of("verify", version.toString());
    assertThat(sound.err()).isEmpty();
    assertThat(sound.out().lines()).hasSize(7).last().asString().contains("6 outputs");
    CommandRun strict = CommandRun.of("verify", version.toString(), "--tolerance", "1e-4");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(export("2", "other", "--optimize", "serving", "--precision", "bfloat16").exitCode())
        .isZero();
    Path other = folder.resolve("other/1");
    Files.copy(version.resolve(GOLDEN), other.resolve(GOLDEN), StandardCopyOption.REPLACE_EXISTING);
    Manifest.write(other);
    CommandRun wrong = CommandRun.of("verify", other.toString());
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err().strip())
        .contains("differs from its reference outputs")
        .doesNotContain("\n");
  }

  @Test
  void aFloat32BundleIsHeldToTheUsualToleranceWhateverItSays() throws IOException {
    CommandRun run = export("1", "model", "--optimize", "serving");
    assertThat(run.err()).isEmpty();
    Path version = folder.resolve("model/1");
    assertThat(provenance(version).has("precision")).isFalse();
    assertThat(export("2", "other", "--optimize", "serving").exitCode()).isZero();
    Path golden = folder.resolve("other/1").resolve(GOLDEN);
    Files.copy(golden, version.resolve(GOLDEN), StandardCopyOption.REPLACE_EXISTING);
    rewrite(version, "\"tolerance\": {\"features\": 9, \"logits\": 9, \"probabilities\": 9},");
    CommandRun wrong = CommandRun.of("verify", version.toString());
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("more than 2.0e-05");
    rewrite(version, "\"precision\": \"bfloat16\",");
    assertThat(CommandRun.of("verify", version.toString()).exitCode()).isZero();
  }

  @Test
  void aToleranceThatIsNoneIsOneLine() throws IOException {
    export("1", "model", "--optimize", "serving");
    Path version = folder.resolve("model/1");
    String sound = Files.readString(version.resolve(PROVENANCE));
    for (String tolerance :
        List.of(
            "",
            "\"tolerance\": [],",
            "\"tolerance\": {\"logits\": -1},",
            "\"tolerance\": {\"logits\": null},",
            "\"tolerance\": {\"logits\": \"much\"},")) {
      Files.writeString(version.resolve(PROVENANCE), sound);
      rewrite(version, "\"precision\": \"bfloat16\"," + tolerance);
      CommandRun run = CommandRun.of("verify", version.toString());
      assertThat(run.exitCode()).as(tolerance).isEqualTo(1);
      assertThat(run.err().strip()).contains("provenance.json").doesNotContain("\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "saved_model,none,precision (bfloat16) must be used for inference only",
    "keras,none,precision (bfloat16) must be used for inference only",
    "weights.h5,none,precision (bfloat16) must be used for inference only",
    "keras,serving,format (keras) must keep Keras's layers"
  })
  void whatIsTrainedOnIsRefused(String format, String optimize, String problem) {
    CommandRun run =
        export("1", "x", "--format", format, "--optimize", optimize, "--precision", "bfloat16");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).contains(problem).doesNotContain("\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anUnknownPrecisionIsRefused() {
    CommandRun run = export("1", "x", "--optimize", "serving", "--precision", "float8");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("float8", "bfloat16");
  }

  @Test
  void aFrozenGraphNeedsNoOptimize() {
    CommandRun run = export("1", "a.pb", "--format", "frozen", "--precision", "bfloat16");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err().lines()).hasSize(3);
    assertThat(folder.resolve("a.pb")).isNotEmptyFile();
  }

  private CommandRun export(String seed, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("export", "--preset", "cifar"));
    arguments.addAll(List.of("--spec", "1@96", "--size", "16", "--classes", "3"));
    arguments.addAll(List.of("--random-batch-norm", "--seed", seed));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static JsonObject provenance(Path version) throws IOException {
    return JsonParser.parseString(Files.readString(version.resolve(PROVENANCE))).getAsJsonObject();
  }

  /** Puts lines at the start of the provenance, under a manifest of its own. */
  private static void rewrite(Path version, String lines) throws IOException {
    Path file = version.resolve(PROVENANCE);
    Files.writeString(file, "{" + lines + Files.readString(file).substring(1));
    Manifest.write(version);
  }
}
