package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that earlier versions began. The files of {@code run/version1} have version 1 of the form of
 * {@code run.json} and must never be changed: later versions resume such runs.
 */
class FormerRunsTest {
  private static final Path KEPT = Path.of("src/test/resources/run/version1");

  @TempDir private Path folder;

  @Test
  void aRunOfTheFirstVersionIsResumed() throws IOException {
    Path run = folder.resolve("run");
    assertThat(train(run, "--until", "1").exitCode()).isZero();
    Path checkpoint = run.resolve("checkpoints/epoch-1");
    for (Path to : List.of(run, checkpoint)) {
      copy("run.json", to);
    }
    copy("state.json", checkpoint);
    CheckpointSums.write(checkpoint);
    CommandRun resumed = train(run, "--resume", "--seed", "0");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("epoch 2/2");
    assertThat(resumed.err()).doesNotContain("damaged");
    assertThat(run.resolve("run.json")).hasSameTextualContentAs(KEPT.resolve("run.json"));
    CommandRun refused = train(run, "--resume", "--lr", "0.5");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("as it began: recipe's --lr 0.05, not 0.5");
  }

  @Test
  void aRunWithoutAVersionIsRefusedByALine() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        run.resolve("run.json"), "{\"specJson\": \"{}\", \"recipe\": \"Recipe[epochs=8]\"}");
    CommandRun refused =
        CommandRun.of("export", "--run", run.toString(), "--out", folder.resolve("x").toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("the form of an earlier version");
  }

  private static void copy(String file, Path to) throws IOException {
    Files.copy(KEPT.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  private static CommandRun train(Path run, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--data", "digits", "--preset", "cifar", "--spec", "1@24"));
    arguments.addAll(List.of("--stem-filters", "6", "--size", "8", "--epochs", "2"));
    arguments.addAll(List.of("--batch", "600", "--out", run.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
