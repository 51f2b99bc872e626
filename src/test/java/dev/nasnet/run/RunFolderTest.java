package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which checkpoints a run's folder keeps, and what it repairs. Their variables are of no matter.
 */
class RunFolderTest {
  @TempDir private Path folder;
  private RunFolder run;
  private final List<String> messages = new ArrayList<>();

  @BeforeEach
  void create() {
    run = new RunFolder(folder);
  }

  @Test
  void theLastThreeAndTheBestAreKept() throws IOException {
    for (double top1 : new double[] {0.5, 0.9, 0.6, 0.7, 0.1, 0.2}) {
      write(epoch(run.newest().map(SavedState::epoch).orElse(0) + 1, top1));
    }
    assertThat(checkpoints()).containsExactly("epoch-2", "epoch-4", "epoch-5", "epoch-6");
    assertThat(run.best().orElseThrow().epoch()).isEqualTo(2);
    assertThat(run.newest().orElseThrow().epoch()).isEqualTo(6);
    assertThat(run.hasCheckpoint()).isTrue();
  }

  @Test
  void theNewestOfEqualsIsTheBest() throws IOException {
    for (int epoch = 1; epoch <= 5; epoch++) {
      write(epoch(epoch, 0.5));
    }
    assertThat(run.best().orElseThrow().epoch()).isEqualTo(5);
    assertThat(checkpoints()).containsExactly("epoch-3", "epoch-4", "epoch-5");
  }

  @Test
  void aStopWithinAnEpochIsForgottenByTheNextCheckpointAndNeverTheBest() throws IOException {
    write(epoch(1, 0.5));
    write(new SavedState(1, 15, 0.5, List.of("h"), 3.0, false, List.of(), 99.0, null));
    assertThat(checkpoints()).containsExactly("epoch-1", "step-15");
    assertThat(run.newest().orElseThrow().step()).isEqualTo(15);
    assertThat(run.best().orElseThrow().step()).isEqualTo(10);
    write(epoch(2, 0.4));
    assertThat(checkpoints()).containsExactly("epoch-1", "epoch-2");
  }

  @Test
  void aCheckpointHasItsFilesItsStateAndTheDescription() throws IOException {
    Files.writeString(folder.resolve("run.json"), "the description");
    SavedState state =
        new SavedState(
            3, 30, 0.5, List.of("h", "1"), null, true, List.of(new Rollback(7, 5)), -0.25, 15L);
    run.write(state, prefix -> Files.writeString(prefix.resolveSibling("state.index"), "abc"));
    assertThat(run.folder(state)).isEqualTo(folder.resolve("checkpoints/epoch-3"));
    assertThat(run.file(state)).isEqualTo(folder.resolve("checkpoints/epoch-3/state"));
    assertThat(folder.resolve("checkpoints/epoch-3/state.index")).hasContent("abc");
    assertThat(folder.resolve("checkpoints/epoch-3/run.json")).hasContent("the description");
    assertThat(folder.resolve("metrics.csv")).hasContent("h\n1\n");
    assertThat(run.newest()).contains(state);
    assertThat(CheckpointSums.problem(run.folder(state))).isEmpty();
    assertThat(run.<Path>fromBest(prefix -> prefix)).isEqualTo(run.file(state));
  }

  @Test
  void aCheckpointOfTheSameEpochIsReplaced() {
    write(epoch(1, 0.5));
    write(epoch(1, 0.75));
    assertThat(run.newest().orElseThrow().top1()).isEqualTo(0.75);
  }

  @Test
  void descriptionsAreTheRunsOwnThenThoseOfTheNewestCheckpoints() {
    write(epoch(1, 0.5));
    write(epoch(2, 0.5));
    assertThat(run.descriptions())
        .containsExactly(
            folder.resolve("run.json"),
            folder.resolve("checkpoints/epoch-2/run.json"),
            folder.resolve("checkpoints/epoch-1/run.json"));
    assertThat(run.path()).isEqualTo(folder);
  }

  @Test
  void aFolderWithACheckpointIsNotNew() {
    run.requireNew();
    assertThat(run.hasCheckpoint()).isFalse();
    assertThat(run.best()).isEmpty();
    assertThatThrownBy(() -> run.fromBest(prefix -> prefix))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("run (%s) has no checkpoint; train it first".formatted(folder));
    write(epoch(1, 0.5));
    assertThatThrownBy(run::requireNew)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("out (%s) already holds a run; set `resume` or give another folder", folder);
  }

  @Test
  void oneTrainingAtATimeWrites() throws IOException {
    RunFolder inside = new RunFolder(folder.resolve("new"));
    inside.exclusively(
        () ->
            assertThatThrownBy(() -> inside.exclusively(() -> messages.add("twice")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                    "run (%s) is in use by another training; wait for its end or give another"
                        + " folder",
                    folder.resolve("new")));
    inside.exclusively(() -> messages.add("after"));
    assertThat(messages).containsExactly("after");
    assertThat(folder.resolve("new/.lock")).isEmptyFile();
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new RunFolder(file).exclusively(() -> {}))
        .isInstanceOf(FailureException.class)
        .hasMessage("run (%s) cannot be written: %s", file, file);
  }

  @Test
  void aFullDiskIsNamed() {
    assertThatThrownBy(
            () ->
                run.write(
                    epoch(1, 0.5),
                    prefix -> {
                      throw new IOException("no space [[node save]]");
                    }))
        .isInstanceOf(FailureException.class)
        .hasMessage("run (%s) cannot be written: no space", folder);
    assertThat(run.hasCheckpoint()).isFalse();
  }

  @Test
  void partialFilesAreDeletedAndOthersAreNot() throws IOException {
    write(epoch(1, 0.5));
    Path checkpoints = folder.resolve("checkpoints");
    for (String partial : List.of("epoch-2", "step-7", ".epoch-3.tmp", ".step-3")) {
      Files.createDirectories(checkpoints.resolve(partial).resolve("x"));
    }
    Files.createDirectories(checkpoints.resolve("notes"));
    for (String partial : List.of(".metrics.csv.1.tmp", ".run.json.1.tmp", ".report.html.1.tmp")) {
      Files.writeString(folder.resolve(partial), "");
    }
    Files.writeString(folder.resolve("mine.tmp"), "");
    Files.delete(folder.resolve("metrics.csv"));
    assertThat(run.repair(messages::add)).contains(epoch(1, 0.5));
    assertThat(messages).isEmpty();
    assertThat(checkpoints()).containsExactly("epoch-1", "notes");
    assertThat(names(folder)).containsExactly("checkpoints", "metrics.csv", "mine.tmp");
    assertThat(folder.resolve("metrics.csv")).hasContent("h\n");
  }

  @Test
  void aRepairForgetsWhatAKilledProcessDidNot() throws IOException {
    for (int epoch = 1; epoch <= 3; epoch++) {
      write(epoch(epoch, 0.9 - 0.1 * epoch));
    }
    for (int epoch = 4; epoch <= 5; epoch++) {
      Path copy = Files.createDirectories(folder.resolve("checkpoints/epoch-" + epoch));
      CheckpointState.write(copy, epoch(epoch, 0.1), folder.resolve("run.json"));
      CheckpointSums.write(copy);
    }
    assertThat(run.repair(messages::add)).contains(epoch(5, 0.1));
    assertThat(checkpoints()).containsExactly("epoch-1", "epoch-3", "epoch-4", "epoch-5");
  }

  @Test
  void anEmptyFolderNeedsNoRepair() throws IOException {
    assertThat(run.repair(messages::add)).isEmpty();
    assertThat(new RunFolder(folder.resolve("none")).repair(messages::add)).isEmpty();
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void damagedCheckpointsAreSetAside() throws IOException {
    write(epoch(1, 0.5));
    write(epoch(2, 0.5));
    Path damaged = folder.resolve("checkpoints/epoch-2");
    Files.createDirectories(folder.resolve("checkpoints/damaged-epoch-2/of-last-time"));
    Files.writeString(damaged.resolve("state.json"), "{}");
    assertThat(run.repair(messages::add)).contains(epoch(1, 0.5));
    assertThat(messages)
        .containsExactly(
            "checkpoint (%s) is damaged: state.json is not as it was written; set aside as damaged-epoch-2"
                .formatted(damaged),
            "continuing from " + folder.resolve("checkpoints/epoch-1"));
    assertThat(checkpoints()).containsExactly("damaged-epoch-2", "epoch-1");
    assertThat(folder.resolve("checkpoints/damaged-epoch-2/state.json")).hasContent("{}");
  }

  @Test
  void aRunOfDamagedCheckpointsAloneIsRefused() throws IOException {
    write(epoch(1, 0.5));
    Files.writeString(folder.resolve("checkpoints/epoch-1/new"), "");
    assertThatThrownBy(() -> run.repair(messages::add))
        .isInstanceOf(FailureException.class)
        .hasMessage(
            "run (%s) has no checkpoint that is not damaged (epoch-1: sums.txt is not as it was"
                + " written); train in another folder",
            folder);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksAreNotFollowed() throws IOException {
    write(epoch(1, 0.5));
    Path checkpoint = folder.resolve("checkpoints/epoch-1");
    Files.createSymbolicLink(checkpoint.resolve("state.index"), folder.resolve("elsewhere"));
    assertThatThrownBy(run::newest)
        .isInstanceOf(FailureException.class)
        .hasMessage("checkpoint (%s) is damaged: state.index is a link", checkpoint);
    Files.delete(checkpoint.resolve("state.index"));
    Files.move(checkpoint, folder.resolve("epoch-1"));
    Files.createSymbolicLink(checkpoint, folder.resolve("epoch-1"));
    assertThatThrownBy(run::newest)
        .isInstanceOf(FailureException.class)
        .hasMessage("checkpoint (%s) is damaged: epoch-1 is a link", checkpoint);
  }

  @Test
  void aStateWithoutMetricsIsDamaged() throws IOException {
    write(epoch(1, 0.5));
    Path state = folder.resolve("checkpoints/epoch-1/state.json");
    for (String text : List.of("", "{}", "{\"epoch\": 1}", "{\"epoch\": 1.5}", "[")) {
      Files.writeString(state, text);
      assertThatThrownBy(run::newest)
          .as(text)
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("epoch-1) is damaged: ");
    }
  }

  private static SavedState epoch(int epoch, double top1) {
    return new SavedState(
        epoch, 10L * epoch, top1, List.of("h"), null, false, List.of(), null, null);
  }

  private void write(SavedState state) {
    run.write(state, prefix -> {});
  }

  private List<String> checkpoints() throws IOException {
    return names(folder.resolve("checkpoints"));
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
