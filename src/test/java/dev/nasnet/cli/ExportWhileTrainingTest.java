package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run's best weights are exported again and again while it is trained and forgets checkpoints.
 */
@Timeout(300)
@Tag("slow")
class ExportWhileTrainingTest {
  @TempDir private Path folder;

  @Test
  void eachExportIsWhole() throws IOException {
    String run = folder.resolve("run").toString();
    CompletableFuture<CommandRun> training =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    ("train --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8"
                            + " --bn-momentum 0.9 --batch 700 --epochs 5 --threads 1 --out "
                            + run)
                        .split(" ")),
            work -> new Thread(work).start());
    int exported = 0;
    while (!training.isDone() || exported == 0) {
      if (Files.exists(folder.resolve("run/checkpoints/epoch-1"))
          || Files.exists(folder.resolve("run/metrics.csv"))) {
        String out = folder.resolve("model").toString();
        CommandRun export = CommandRun.of("export", "--run", run, "--out", out);
        assertThat(export.exitCode()).as(export.err()).isZero();
        exported++;
        assertThat(Manifest.problem(Path.of(export.out().strip()))).isEmpty();
      }
    }
    CommandRun trained = training.join();
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(exported).isGreaterThan(1);
  }
}
