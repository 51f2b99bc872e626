package dev.nasnet.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
  private static final ImageSize SIZE = new ImageSize(24, 40);

  @Test
  void theSmallestAndLargestLegalValuesAreAccepted() {
    Recipe recipe =
        recipe()
            .epochs(1)
            .batch(1)
            .accumulate(1)
            .towers(1)
            .l2(0)
            .clipNorm(0)
            .auxiliaryWeight(0)
            .labelSmoothing(0)
            .averageDecay(Math.nextDown(1.0))
            .evaluationCrop(1)
            .classWeights(List.of(Double.MIN_VALUE, Double.MAX_VALUE))
            .build();
    assertThat(recipe.epochs()).isEqualTo(1);
    assertThat(recipe.microBatch()).isEqualTo(1);
    assertThat(recipe.classWeights()).containsExactly(Double.MIN_VALUE, Double.MAX_VALUE);
  }

  @Test
  void epochsAndBatchAreAtLeastOne() {
    refused(recipe().epochs(0), "epochs (0) and batch (32) must be at least 1");
    refused(recipe().batch(0), "epochs (10) and batch (0) must be at least 1");
  }

  @Test
  void partsDivideTheBatch() {
    assertThat(recipe().batch(12).accumulate(12).build().microBatch()).isEqualTo(1);
    assertThat(recipe().batch(12).accumulate(4).towers(3).build().microBatch()).isEqualTo(3);
    refused(
        recipe().batch(12).accumulate(0),
        "accumulate (0) must be at least 1 and divide the batch, here 12; change either");
    refused(
        recipe().batch(12).accumulate(5),
        "accumulate (5) must be at least 1 and divide the batch, here 12; change either");
  }

  @Test
  void towersDivideAPart() {
    refused(
        recipe().batch(12).accumulate(2).towers(0),
        "towers (0) must be at least 1 and divide the 6 images computed at once; change either");
    // A divisor of the batch, but not of its part.
    refused(
        recipe().batch(12).accumulate(2).towers(4),
        "towers (4) must be at least 1 and divide the 6 images computed at once; change either");
  }

  @Test
  void layersAreUnfrozenBeforeTheLastEpoch() {
    FineTuning tuning = new FineTuning(List.of("stem"), 3, false, List.of());
    assertThat(recipe().epochs(4).tuning(tuning).build().tuning()).isEqualTo(tuning);
    refused(recipe().epochs(3).tuning(tuning), "unfreeze-after (3) must be below `epochs`, here 3");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-300, Double.NaN, Double.POSITIVE_INFINITY})
  void factorsAreFiniteAndNotNegative(double value) {
    String rule = "must be finite and not negative";
    refused(recipe().l2(value), "l2 (" + value + "), clip (5.0) and aux-weight (0.4) " + rule);
    refused(
        recipe().clipNorm(value), "l2 (1.0E-4), clip (" + value + ") and aux-weight (0.4) " + rule);
    refused(
        recipe().auxiliaryWeight(value),
        "l2 (1.0E-4), clip (5.0) and aux-weight (" + value + ") " + rule);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-300, 1, Double.NaN})
  void sharesAreBelowOne(double value) {
    String rule = " must be at least 0 and below 1; 0 turns it off";
    refused(recipe().labelSmoothing(value), "label-smoothing (" + value + ")" + rule);
    refused(recipe().averageDecay(value), "averages (" + value + ")" + rule);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void classWeightsAreFiniteAndAboveZero(double value) {
    refused(
        recipe().classWeights(List.of(1.0, value)),
        "class-weights (" + value + ") must be finite numbers above 0");
  }

  @Test
  void theScoredCropIsPartOfTheImage() {
    refused(
        recipe().evaluationCrop(0),
        "eval-crop (0.0) must be above 0 and at most 1; 1 is the whole image");
  }

  @Test
  void classesAreBalancedOnlyWhereAnImageHasOne() {
    assertThat(recipe().balancedSampling(true).build().balancedSampling()).isTrue();
    assertThat(recipe().multiLabel(true).build().balancedSampling()).isFalse();
    refused(
        recipe().multiLabel(true).balancedSampling(true),
        "balanced-sampling must be off with multi-label, since an image is of no single class; use"
            + " `classWeights` auto");
  }

  @Test
  void theMonitoredFigureExists() {
    refused(
        recipe().stopping(new EarlyStopping(1, EarlyStopping.Monitor.MAP)),
        "monitor (map) must be top1 or loss without multi-label; change it");
  }

  @Test
  void trainingImagesAreShuffledAugmentedAndInWholeBatches() {
    Recipe recipe = recipe().batch(12).accumulate(4).seed(7).build();
    assertThat(recipe.inputOf(SIZE))
        .isEqualTo(
            new PipelineOptions(
                Split.TRAIN, 3, 24, 40, true, 7, recipe.augmentation(), true, false));
    Recipe balanced = recipe.toBuilder().balancedSampling(true).build();
    assertThat(balanced.inputOf(SIZE).balanced()).isTrue();
  }

  @Test
  void heldOutImagesAreInOrderCroppedAndAll() {
    Recipe recipe = recipe().batch(12).accumulate(4).seed(7).evaluationCrop(0.875).build();
    assertThat(recipe.heldOutOf(SIZE))
        .isEqualTo(
            new PipelineOptions(
                Split.HELD_OUT, 3, 24, 40, false, 7, Augmentation.evaluation(0.875), false, false));
  }

  @Test
  void theHeadFollowsTheLabels() {
    NasNetSpec one = recipe().build().fitted(NasNetSpec.cifar(), 7);
    assertThat(one).isEqualTo(NasNetSpec.cifar().toBuilder().classes(7).build());
    NasNetSpec any = recipe().multiLabel(true).build().fitted(NasNetSpec.cifar(), 7);
    assertThat(any.classes()).isEqualTo(7);
    assertThat(((Head.Classifier) any.head()).activation()).isEqualTo(HeadActivation.SIGMOID);
  }

  private static RecipeBuilder recipe() {
    return Recipe.STANDARD.toBuilder();
  }

  private static void refused(RecipeBuilder recipe, String message) {
    assertThatThrownBy(recipe::build).isInstanceOf(InvalidInputException.class).hasMessage(message);
  }
}
