package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Learning rates at which the weights grow without end. The loss of the steps stays finite, since
 * batch normalization scales with the batch; the held-out images are scored with running
 * statistics, which do not.
 */
@Tag("slow")
class DivergenceTest {
  private static final String TRAIN =
      "train --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --batch 240"
          + " --threads 1 --no-tensorboard --bn-schedule constant";

  @TempDir private Path folder;

  @Test
  void aHeldOutLossThatIsNotFiniteEndsTheTrainingInOneLine() throws IOException {
    for (String report : List.of("", "--no-report")) {
      Path run = folder.resolve("run" + report);
      CommandRun ended = train(run, "--epochs", "1", "--lr", "1e6", report);
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
      assertThat(lastLine(ended))
          .matches(
              "nasnet: (held-out loss|loss) \\((NaN|Infinity)\\)( or its gradient)? is not finite"
                  + " at step \\d; no epoch was done; try a smaller --lr or --clip, or --on-nan"
                  + " rollback");
      assertThat(run.resolve("report.html")).doesNotExist();
    }
  }

  @Test
  void rollbacksHalveTheRateUntilTheHeldOutLossIsFinite() throws IOException {
    Path run = folder.resolve("run");
    CommandRun ended =
        train(run, "--epochs", "1", "--lr", "1e6", "--on-nan", "rollback", "--rollbacks", "60");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err())
        .contains("held-out loss (", "back to step 0 with the learning rate times 0.5");
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertThat(metrics).hasSize(2);
    assertThat(metrics.get(1)).doesNotContain("NaN").doesNotContain("Infinity");
    assertThat(run.resolve("report.html")).exists();
  }

  /** The head is trained from the second epoch on, with a learning rate at which it diverges. */
  @Test
  void anEpochThatDivergesLeavesTheOneBefore() {
    Path run = folder.resolve("run");
    CommandRun ended =
        train(
            run,
            "--epochs",
            "3",
            "--freeze",
            "head",
            "--unfreeze-after",
            "1",
            "--lr-scale",
            "head=1e30");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(lastLine(ended))
        .contains(" is not finite at step ", "the last good checkpoint is " + run)
        .endsWith("try a smaller --lr or --clip, or --on-nan rollback");
    assertThat(run.resolve("metrics.csv")).content().hasLineCount(2);

    Path bundle = folder.resolve("bundle");
    CommandRun exported =
        CommandRun.of("export", "--run", run.toString(), "--out", bundle.toString());
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    CommandRun scored = CommandRun.of("evaluate", "--data", "digits", "--model", run.toString());
    assertThat(scored.exitCode()).as(scored.err()).isZero();
    assertThat(scored.out()).doesNotContain("NaN").contains("top-1");
  }

  private static CommandRun train(Path run, String... options) {
    List<String> words = new ArrayList<>(List.of(TRAIN.split(" ")));
    words.addAll(List.of("--out", run.toString()));
    Arrays.stream(options).filter(option -> !option.isEmpty()).forEach(words::add);
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static String lastLine(CommandRun run) {
    List<String> lines = run.err().lines().toList();
    return lines.get(lines.size() - 1);
  }
}
