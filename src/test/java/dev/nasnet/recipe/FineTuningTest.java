package dev.nasnet.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.LayerRange;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.evaluation.HeldOutScores;
import dev.nasnet.evaluation.Score;
import dev.nasnet.problem.FailureException;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import dev.nasnet.training.Engine;
import dev.nasnet.training.FewImages;
import dev.nasnet.training.Trainer;
import dev.nasnet.training.TrainerOptions;
import dev.nasnet.training.TrainingListener;
import dev.nasnet.training.TrainingState;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stays, what moves how far, and what a training does where something went wrong. */
@Tag("slow")
class FineTuningTest {
  @TempDir private static Path images;
  private static DataSource data;

  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .classes(FewImages.CLASSES)
              .stemFilters(6)
              .size(ImageSize.square(9))
              .batchNormMomentum(0.9)
              .build());
  private static final Weights INITIAL = Weights.random(NETWORK, 1);

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  @BeforeAll
  static void draw() throws IOException {
    data = FewImages.draw(images);
  }

  /**
   * Batch norm by its statistics, since those of a part are not those of the whole. The gradient's
   * norm is above 1: clipped part by part, the parts' mean would be another.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void aBatchInPartsMovesTheWeightsAsTheWholeDoes(double clip) {
    Recipe whole =
        recipe()
            .batch(120)
            .clipNorm(clip)
            .tuning(new FineTuning(List.of(), 0, true, List.of()))
            .build();
    train(whole, "whole", 1, 0);
    train(whole.toBuilder().accumulate(4).build(), "parts", 1, 0);
    // One step: float32 sums in another order. A sum in place of the mean is 3 away.
    assertThat(distance("parts", "whole")).isLessThan(1e-5);
  }

  /** Accuracy is best after epoch 1, the loss after epochs 2 and 3; the newer of equals. */
  @ParameterizedTest
  @CsvSource({"TOP1, 1", "LOSS, 3"})
  void theBestCheckpointIsByTheMonitoredFigure(EarlyStopping.Monitor monitor, int epoch) {
    RunFolder run = new RunFolder(folder.resolve(monitor.name()));
    TrainingState standing = new TrainingState();
    double[][] scores = {{0.9, 2}, {0.8, 1}, {0.7, 1}, {0.6, 3}, {0.6, 3}, {0.6, 3}};
    for (double[] score : scores) {
      standing.add(new Engine.StepResult(1, 1, standing.step() + 1));
      Score told = new Score(score[0], 1, score[1]);
      standing.endEpoch(scores.length, 1, new HeldOutScores(told, told), () -> 0.1, 1);
      run.write(standing.ended(told, monitor, false), file -> {});
    }
    assertThat(run.best().orElseThrow().epoch()).isEqualTo(epoch);
  }

  @Test
  void frozenLayersStayUntilTheyAreUnfrozenAndTwoGoesEqualOne() throws Exception {
    FineTuning tuning = new FineTuning(List.of("stem..reduce_1"), 1, false, List.of());
    Recipe recipe = recipe().epochs(2).averageDecay(0.9).tuning(tuning).build();
    train(recipe, "two", 1, 0);
    Set<String> frozen = LayerRange.of(NETWORK, "stem..reduce_1");
    for (VariableSpec spec : NETWORK.variables()) {
      boolean same = equal(weights("two").get(spec.name()), INITIAL.get(spec.name()));
      assertThat(same).as(spec.name()).isEqualTo(frozen.contains(spec.layer()));
    }
    train(recipe, "two", 2, 0);
    train(recipe, "one", 2, 0);
    for (String file : List.of("state.data-00000-of-00001", "state.index", "state.json")) {
      assertThat(folder.resolve("two/checkpoints/epoch-2/" + file))
          .hasSameBinaryContentAs(folder.resolve("one/checkpoints/epoch-2/" + file));
    }
    for (VariableSpec spec : NETWORK.variables()) {
      boolean same = equal(weights("two").get(spec.name()), INITIAL.get(spec.name()));
      assertThat(same).as(spec.name()).isFalse();
    }
  }

  /**
   * With L2 alone w ← w − lr·l2·w, momentum 0.9: grows without end above lr·l2 = 3.8, so with 7,
   * and shrinks with 3.5. In 12 steps an epoch: rounding decides whether it is the 17th or the 21st
   * that is no number, and either goes back to the 12th.
   */
  @Test
  void aDivergingTrainingGoesBackHalvesItsRateAndGoesOn() {
    Recipe diverging =
        recipe()
            .epochs(4)
            .batch(10)
            .l2(70)
            .clipNorm(0)
            .learningRate(new LearningRate.Constant(0.1))
            .build();
    List<EpochReport> reports = train(diverging, "run", 4, 1);
    assertThat(notes).hasSize(1);
    assertThat(notes.get(0)).contains("the learning rate times 0.5 (rollback 1 of 1)");
    EpochReport last = reports.get(reports.size() - 1);
    assertThat(last.epoch()).isEqualTo(4);
    assertThat(last.rollbacks()).isEqualTo(1);
    assertThat(last.learningRate()).isEqualTo(0.05);
    assertThat(newest("run").rollbacks()).hasSize(1);
  }

  @Test
  void aRunWhoseNewestCheckpointHasAFlippedBitGoesOnFromTheOneBefore() throws Exception {
    Recipe recipe = recipe().epochs(2).build();
    train(recipe, "run", 2, 0);
    Path newest = folder.resolve("run/checkpoints/epoch-2");
    Path data = newest.resolve("state.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 3] ^= 4;
    Files.write(data, flipped);
    assertThat(train(recipe, "run", 2, 0)).hasSize(1);
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0))
        .contains("epoch-2) is damaged: state.data-00000-of-00001 is not as it was written");
    assertThat(notes.get(1)).contains("continuing from").contains("epoch-1");
    assertThat(data).hasBinaryContent(bytes);
    assertThat(newest.resolveSibling("damaged-epoch-2")).isDirectory();
    for (int epoch = 1; epoch <= 2; epoch++) {
      Files.delete(folder.resolve("run/checkpoints/epoch-" + epoch + "/state.index"));
    }
    assertThatThrownBy(() -> train(recipe, "run", 2, 0))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("no checkpoint that is not damaged");
  }

  private List<EpochReport> train(Recipe recipe, String name, int until, int rollbacks) {
    List<EpochReport> reports = new ArrayList<>();
    notes.clear();
    TrainingListener progress =
        new TrainingListener() {
          @Override
          public void onStep(long step, long steps, double loss) {}

          @Override
          public void onMessage(String line) {
            notes.add(line);
          }

          @Override
          public void onEpochEnd(EpochReport report) {
            reports.add(report);
          }
        };
    RunFolder run = new RunFolder(folder.resolve(name));
    TrainerOptions options = TrainerOptions.on(Hardware.threads(1)).withRollbacks(rollbacks);
    Trainer trainer = new Trainer(NETWORK, data, recipe, run, progress, options);
    assertThat(trainer.train(INITIAL, until)).isTrue();
    return reports;
  }

  private SavedState newest(String name) {
    return new RunFolder(folder.resolve(name)).newest().orElseThrow();
  }

  private Weights weights(String name) {
    Path file = new RunFolder(folder.resolve(name)).file(newest(name));
    return Checkpoint.read(file, NETWORK.variables(), UnaryOperator.identity());
  }

  private static boolean equal(NamedArray one, NamedArray other) {
    return java.util.Arrays.equals(one.values(), other.values());
  }

  /** All variables as one vector: how far one run's changes are from another's, relatively. */
  private double distance(String found, String expected) {
    double difference = 0;
    double norm = 0;
    for (NamedArray array : weights(expected).arrays()) {
      float[] before = INITIAL.get(array.name()).values();
      float[] other = weights(found).get(array.name()).values();
      for (int i = 0; i < before.length; i++) {
        difference += Math.pow(other[i] - array.values()[i], 2);
        norm += Math.pow(array.values()[i] - before[i], 2);
      }
    }
    return Math.sqrt(difference / norm);
  }

  private static RecipeBuilder recipe() {
    return Recipe.STANDARD.toBuilder()
        .epochs(1)
        .batch(24)
        .learningRate(new LearningRate.Constant(0.05))
        .seed(1);
  }
}
