package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.bundle.Manifest;
import dev.nasnet.export.Changed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private static final NasNetSpec TINY =
      NasNetSpec.of("1@96").toBuilder().size(ImageSize.square(32)).classes(3).build();

  @TempDir Path folder;

  @Test
  void aBundleProvesItselfUntilItsWeightsAreChanged() throws IOException {
    String model = folder.resolve("model").toString();
    CommandRun export =
        CommandRun.of(
            "export",
            "--spec",
            "1@96",
            "--size",
            "32",
            "--classes",
            "3",
            "--random-batch-norm",
            "--seed",
            "5",
            "--out",
            model);
    assertThat(export.err()).isEmpty();
    Path version = folder.resolve("model/1");
    assertThat(version.resolve("assets.extra/tf_serving_warmup_requests")).isNotEmptyFile();
    CommandRun sound = CommandRun.of("verify", model);
    assertThat(sound.err()).isEmpty();
    assertThat(sound.exitCode()).isZero();
    assertThat(sound.out().lines())
        .hasSize(4)
        .last()
        .asString()
        .isEqualTo(
            version + ": verified, all files by manifest.sha256 and 3 outputs by TensorFlow");
    assertThat(sound.out().lines().limit(3)).allMatch(line -> line.contains("largest difference"));
    Path changed = Changed.bundle(version, folder.resolve("changed"), TINY);
    CommandRun run = CommandRun.of("verify", changed.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip())
        .contains("differs from its reference outputs")
        .doesNotContain("\n");
    Files.delete(changed.resolve("assets.extra/golden.npz"));
    Manifest.write(changed);
    CommandRun without = CommandRun.of("verify", changed.toString());
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err().strip()).contains("golden.npz").doesNotContain("\n");
  }

  @Test
  void aMissingModelDoesNotExist() {
    CommandRun run = CommandRun.of("verify", folder.resolve("nowhere").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).contains("nowhere) does not exist").doesNotContain("\n");
  }

  @Test
  void aWarmUpThatIsNoImageIsOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no image");
    CommandRun run =
        CommandRun.of(
            "export",
            "--spec",
            "1@96",
            "--size",
            "32",
            "--random",
            "--warmup",
            text.toString(),
            "--out",
            folder.resolve("model").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).contains("notes.txt").doesNotContain("\n");
  }
}
