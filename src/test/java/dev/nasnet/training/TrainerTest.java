package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.ColorDistortion;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class TrainerTest {
  @TempDir private static Path images;
  private static DataSource data;

  @TempDir Path folder;

  @BeforeAll
  static void draw() throws IOException {
    data = FewImages.draw(images);
  }

  @ParameterizedTest
  @ValueSource(strings = {"momentum", "rmsprop", "adam"})
  void everyOptimizerLowersTheLoss(String optimizer) {
    List<EpochReport> reports = train(recipe(3, optimizer), "run", 3);
    assertThat(reports).hasSize(3);
    assertThat(reports.get(2).loss()).isLessThan(0.9 * reports.get(0).loss());
  }

  @Test
  void twoGoesEqualOneBitForBit() throws Exception {
    Recipe recipe = recipe(2, "momentum");
    train(recipe, "one", 2);
    train(recipe, "two", 1);
    train(recipe, "two", 2);
    requireSame("two", "one");
  }

  private void requireSame(String found, String expected) throws Exception {
    requireEqual(weights(found), weights(expected));
    Network network = Network.of(spec().build());
    requireEqual(
        read(file(found), network, Checkpoint::averageOf),
        read(file(expected), network, Checkpoint::averageOf));
    assertThat(folder.resolve(found + "/metrics.csv"))
        .hasSameTextualContentAs(folder.resolve(expected + "/metrics.csv"));
  }

  @Test
  void averagesAreExportedAndTheWeightsThemselvesWhereAsked() {
    List<EpochReport> reports = train(recipe(2, "momentum"), "run", 2);
    // Of 30 images both may have as many right: the loss shows which weights were scored.
    assertThat(reports.get(1).rawHeldOutLoss())
        .isPositive()
        .isNotEqualTo(reports.get(1).heldOutLoss());
    assertThat(reports.get(1).rawTop1()).isPositive();
    RunFolder run = new RunFolder(folder.resolve("run"));
    SavedState best = run.best().orElseThrow();
    assertThat(best.averaged()).isTrue();
    assertThat(best.top1()).isEqualTo(reports.get(best.epoch() - 1).top1());
    Network network = Network.of(spec().build());
    requireEqual(run.bestWeights(network), read(run.file(best), network, Checkpoint::averageOf));
    requireEqual(
        run.bestRawWeights(network), read(run.file(best), network, UnaryOperator.identity()));
    String kernel = "stem_conv1/kernel";
    assertThat(run.bestWeights(network).get(kernel).values())
        .isNotEqualTo(run.bestRawWeights(network).get(kernel).values());
  }

  private static void requireEqual(Weights found, Weights expected) {
    for (NamedArray array : expected.arrays()) {
      assertThat(found.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
  }

  private static Weights read(Path file, Network network, UnaryOperator<String> keyOf) {
    return Checkpoint.read(file, network.forInference().variables(), keyOf);
  }

  /** Stopped after an epoch's last step, so while scoring, and within the next; in two parts. */
  @Test
  void aStoppedRunGoesOnBitForBit() throws Exception {
    Augmentation all =
        Augmentation.INCEPTION
            .withColor(ColorDistortion.FULL)
            .withCutout(3)
            .withErasing(0.5)
            .withMixup(0.4);
    Recipe recipe =
        recipe(2, "adam").toBuilder().augmentation(all).evaluationCrop(0.875).accumulate(2).build();
    train(recipe, "one", 2);
    for (long step : new long[] {5, 8}) {
      assertThat(trainUntilStep(recipe, "stopped", step)).isFalse();
      assertThat(file("stopped").getParent()).hasFileName("step-" + step);
    }
    assertThat(train(recipe, "stopped", 2)).hasSize(1);
    requireSame("stopped", "one");
    try (var left = Files.list(folder.resolve("stopped/checkpoints"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("epoch-1", "epoch-2");
    }
  }

  private boolean trainUntilStep(Recipe recipe, String name, long last) {
    Network network = Network.of(spec().build());
    AtomicReference<Trainer> trainer = new AtomicReference<>();
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void onStep(long step, long steps, double loss) {
            if (step == last) {
              trainer.get().stop();
            }
          }

          @Override
          public void onEpochEnd(EpochReport report) {}
        };
    RunFolder run = new RunFolder(folder.resolve(name));
    trainer.set(new Trainer(network, data, recipe, run, stopping, 1));
    return trainer.get().train(Weights.random(network, 1), 2);
  }

  @Test
  void oneTrainingAtATimeWritesInARun() {
    RunFolder run = new RunFolder(folder.resolve("run"));
    run.exclusively(
        () ->
            assertThatThrownBy(() -> run.exclusively(() -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is in use by another training"));
    run.exclusively(() -> assertThat(run.path()).exists());
  }

  @Test
  void theNewestThreeCheckpointsAndTheBestAreKept() throws IOException {
    List<EpochReport> reports = train(recipe(6, "momentum"), "run", 6);
    int best = bestOf(reports);
    assertThat(new RunFolder(folder.resolve("run")).best().orElseThrow().epoch()).isEqualTo(best);
    for (int epoch = 1; epoch <= 6; epoch++) {
      boolean kept = Files.exists(folder.resolve("run/checkpoints/epoch-" + epoch));
      assertThat(kept).as("epoch %d, best %d", epoch, best).isEqualTo(epoch > 3 || epoch == best);
    }
  }

  /** Of equal accuracies, the later epoch is better. */
  private static int bestOf(List<EpochReport> reports) {
    return reports.stream()
        .max(Comparator.comparingDouble(EpochReport::top1).thenComparingInt(EpochReport::epoch))
        .orElseThrow()
        .epoch();
  }

  /** As kill -9 leaves it: an old checkpoint half deleted, a new one half written, no metrics. */
  @Test
  void aRunKilledAtABadMomentGoesOn() throws Exception {
    Recipe recipe = recipe(2, "momentum");
    train(recipe, "run", 1);
    Path checkpoints = folder.resolve("run/checkpoints");
    Files.createDirectory(checkpoints.resolve("epoch-0"));
    Files.createDirectory(checkpoints.resolve(".epoch-2.a.tmp"));
    Files.delete(folder.resolve("run/metrics.csv"));
    assertThat(train(recipe, "run", 1)).isEmpty();
    assertThat(folder.resolve("run/metrics.csv")).content().hasLineCount(2);
    assertThat(train(recipe, "run", 2)).hasSize(1);
    assertThat(checkpoints.resolve(".epoch-2.a.tmp")).doesNotExist();
    assertThat(checkpoints.resolve("epoch-0")).doesNotExist();
  }

  @Test
  void anotherNumberOfClassesIsRefused() {
    Network network = Network.of(spec().classes(4).build());
    RunFolder run = new RunFolder(folder);
    assertThatThrownBy(
            () -> new Trainer(network, data, recipe(1, "momentum"), run, new Reports(), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("classes (4) must be the data's 3; leave `classes` out");
  }

  private List<EpochReport> train(Recipe recipe, String name, int until) {
    Network network = Network.of(spec().build());
    Reports reports = new Reports();
    RunFolder run = new RunFolder(folder.resolve(name));
    new Trainer(network, data, recipe, run, reports, 1).train(Weights.random(network, 1), until);
    return reports.epochs;
  }

  private Weights weights(String name) {
    return Checkpoint.read(
        file(name), Network.of(spec().build()).variables(), UnaryOperator.identity());
  }

  private Path file(String name) {
    RunFolder run = new RunFolder(folder.resolve(name));
    return run.file(run.newest().orElseThrow());
  }

  /** With drop path, an auxiliary head and dropout, so that their draws must resume too. */
  private static SpecBuilder spec() {
    return NasNetSpec.cifar().toBuilder()
        .notation("1@24")
        .classes(FewImages.CLASSES)
        .stemFilters(6)
        .size(ImageSize.square(9))
        .auxiliaryHead(true)
        .dropout(0.1)
        .dropPathKeep(0.9)
        .batchNormMomentum(0.9);
  }

  private static Recipe recipe(int epochs, String optimizer) {
    Optimizer chosen =
        switch (optimizer) {
          case "momentum" -> Optimizer.Momentum.STANDARD;
          case "rmsprop" -> Optimizer.RmsProp.STANDARD;
          default -> Optimizer.Adam.STANDARD;
        };
    double rate = optimizer.equals("adam") ? 0.01 : 0.05;
    LearningRate cosine = new LearningRate.WarmUp(new LearningRate.Cosine(rate), 0.1);
    return Recipe.STANDARD.toBuilder()
        .epochs(epochs)
        .batch(24)
        .learningRate(cosine)
        .optimizer(chosen)
        .labelSmoothing(0.1)
        .averageDecay(0.98)
        .seed(1)
        .build();
  }

  private static final class Reports implements TrainingListener {
    private final List<EpochReport> epochs = new ArrayList<>();

    @Override
    public void onStep(long step, long steps, double loss) {
      assertThat(step).isBetween(1L, steps);
    }

    @Override
    public void onEpochEnd(EpochReport report) {
      epochs.add(report);
    }
  }
}
