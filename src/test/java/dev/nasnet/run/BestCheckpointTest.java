package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.CheckpointWriter;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of a run's best checkpoint, between whose steps a training writes and forgets. */
class BestCheckpointTest {
  private static final Network NETWORK =
      Network.of(NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build())
          .forInference();
  private static final String KERNEL = "stem_conv1/kernel";

  @TempDir private Path folder;
  private RunFolder run;

  @BeforeEach
  void train() {
    run = new RunFolder(folder.resolve("run"));
    write(1, 0.5);
    write(2, 0.4);
  }

  @Test
  void oneForgottenBetweenChoiceAndReadingGivesWayToTheNextBest() {
    List<Integer> tried = new ArrayList<>();
    BestCheckpoint best =
        run.readBest(
            state -> {
              tried.add(state.epoch());
              if (state.epoch() == 1) {
                write(3, 0.6);
                forget(state);
              }
              return BestCheckpoint.read(run, state, NETWORK, false);
            });
    assertThat(tried).containsExactly(1, 3);
    assertThat(best.state().epoch()).isEqualTo(3);
    assertThat(best.weights().get(KERNEL).values()).isEqualTo(random(3).get(KERNEL).values());
  }

  @Test
  void whoeverReadsByThePrefixIsGivenTheNextBestToo() {
    Weights weights =
        run.fromBest(
            prefix -> {
              if (prefix.getParent().endsWith("epoch-1")) {
                forget(run.best().orElseThrow());
              }
              return WeightsFile.open(prefix).load(NETWORK).weights();
            });
    assertThat(weights.get(KERNEL).values()).isEqualTo(random(2).get(KERNEL).values());
  }

  @Test
  void aRunOfWhichAllIsForgottenHasNone() {
    assertThatThrownBy(
            () ->
                run.readBest(
                    state -> {
                      forget(state);
                      return BestCheckpoint.read(run, state, NETWORK, false);
                    }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has no checkpoint");
  }

  @Test
  void aDamagedOneIsNoForgottenOne() throws IOException {
    Path index = folder.resolve("run/checkpoints/epoch-1/state.index");
    Files.write(index, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> run.best(NETWORK, false))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("epoch-1");
  }

  @Test
  void averagesAreReadUnlessTheWeightsThemselvesAreWanted() {
    SavedState state = new SavedState(3, 3, 0.9, List.of("h"), null, true, List.of(), null, null);
    run.write(
        state,
        file -> {
          try (CheckpointWriter writer = new CheckpointWriter()) {
            random(3).arrays().forEach(array -> writer.add(array.name(), array));
            random(4)
                .arrays()
                .forEach(array -> writer.add(Checkpoint.averageOf(array.name()), array));
            writer.write(file);
          }
        });
    assertThat(run.bestWeights(NETWORK).get(KERNEL).values())
        .isEqualTo(random(4).get(KERNEL).values());
    assertThat(run.bestRawWeights(NETWORK).get(KERNEL).values())
        .isEqualTo(random(3).get(KERNEL).values());
  }

  @Test
  void theFileOfInitialWeightsIsDescribed() {
    WeightsFile file = WeightsFile.open(run.file(run.best().orElseThrow()));
    Network wider =
        Network.of(
            NasNetSpec.cifar().toBuilder()
                .notation("1@24")
                .stemFilters(6)
                .classes(7)
                .auxiliaryHead(true)
                .build());
    WeightsFile.Loaded loaded = file.loadForTransfer(wider, Weights.random(wider, 5));
    Sha256 sum = new Sha256();
    file.files().forEach(sum::add);
    assertThat(loaded.fresh()).isNotEmpty();
    assertThat(InitialWeights.of(file, loaded))
        .isEqualTo(
            new InitialWeights(
                folder.resolve("run/checkpoints/epoch-1/state").toString(),
                "a checkpoint",
                sum.hex(),
                wider.variables().size() - loaded.fresh().size(),
                loaded.fresh(),
                loaded.report()));
  }

  private void write(int epoch, double top1) {
    SavedState state =
        new SavedState(epoch, epoch, top1, List.of("h"), null, false, List.of(), null, null);
    run.write(state, file -> Checkpoint.write(file, random(epoch)));
  }

  private static Weights random(int seed) {
    return Weights.random(NETWORK, seed);
  }

  private void forget(SavedState state) {
    try {
      CheckpointState.forget(run.folder(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
