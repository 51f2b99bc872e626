package dev.nasnet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains on executors in separate processes; one executor is killed, and then the driver. */
@Tag("spark")
class TrainFaultTest {
  private static final Duration MOST = Duration.ofSeconds(180);
  private static final String LAST = "epoch-3";
  private static final String CLUSTER = "local-cluster[2,1,1024]";

  /**
   * A training with two workers and eight rounds in an epoch, each with two steps of each worker.
   */
  private static final List<String> SMALL =
      SmallTraining.with(
          "--epochs",
          "3",
          "--workers",
          "2",
          "--local-steps",
          "2",
          "--outer-rate",
          "0.7",
          "--outer-momentum",
          "0.5");

  @Test
  void aKilledExecutorOrDriverDoesNotChangeTheWeights(@TempDir Path folder) throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    end(start(folder.resolve("alone"), "local[2]", undisturbed), "");

    Path executor = folder.resolve("executor");
    try (SparkProcess process = start(folder.resolve("cluster"), CLUSTER, executor)) {
      process.await("third round", MOST, () -> has(executor, "step-12"));
      SparkProcess.kill(process.executors().get(0));
      assertThat(has(executor, LAST)).as("done before the kill").isFalse();
      end(process, "Lost executor");
    }
    assertSame(executor, undisturbed);

    Path driver = folder.resolve("driver");
    try (SparkProcess process = start(folder.resolve("killed"), CLUSTER, driver)) {
      process.await("second epoch", MOST, () -> has(driver, "step-38"));
      process.killDriver();
    }
    assertThat(has(driver, LAST)).as("done before the kill").isFalse();
    end(start(folder.resolve("again"), "local[2]", driver, "--resume"), "");
    assertSame(driver, undisturbed);
  }

  private static SparkProcess start(Path place, String master, Path run, String... more)
      throws IOException {
    List<String> words = new ArrayList<>(SMALL);
    words.addAll(List.of("--out", run.toString()));
    words.addAll(List.of(more));
    return SparkProcess.start(place, master, List.of(), words.toArray(String[]::new));
  }

  private static void end(SparkProcess process, String logged) throws Exception {
    try (process) {
      assertThat(process.waitFor(MOST)).as(process.everything()).isZero();
      assertThat(process.log()).contains(logged);
    }
  }

  private static boolean has(Path run, String checkpoint) {
    return Files.exists(run.resolve("checkpoints").resolve(checkpoint));
  }

  /** Compares two runs; the arrays in the checkpoints of a resumed run have another order. */
  private static void assertSame(Path run, Path expected) {
    assertThat(run.resolve("metrics.csv")).hasSameTextualContentAs(expected.resolve("metrics.csv"));
    Path last = Path.of("checkpoints", LAST);
    assertThat(run.resolve(last).resolve("state.json"))
        .hasSameTextualContentAs(expected.resolve(last).resolve("state.json"));
    Weights right = Checkpoint.read(expected.resolve(last).resolve("state"));
    Weights own = Checkpoint.read(run.resolve(last).resolve("state"));
    assertThat(own.names()).containsExactlyInAnyOrderElementsOf(right.names());
    for (NamedArray array : right.arrays()) {
      assertThat(own.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
  }
}
