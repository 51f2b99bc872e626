package dev.nasnet.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.ColorDistortion;
import dev.nasnet.data.augment.Crop;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipePresetTest {
  @ParameterizedTest
  @CsvSource({
    "imagenet-large, 6@4032, 1600, 1.5, 5e-5, 0.1, 10, 0.9999, 0.7, 0.5, 0.9997, 1e-3",
    "imagenet-mobile, 4@1056, 1600, 2, 4e-5, 0.1, 10, 0.9999, 1, 0.5, 0.9997, 1e-3",
    "cifar10, 6@768, 32, 0.025, 5e-4, 0, 5, 0, 0.6, 0, 0.9, 1e-5"
  })
  void figuresArePublished(
      String word,
      String notation,
      int batch,
      double rate,
      double l2,
      double smoothing,
      double clip,
      double averages,
      double keep,
      double dropout,
      double momentum,
      double epsilon) {
    RecipePreset preset = RecipePreset.of(word);
    Recipe recipe = preset.recipe();
    NasNetSpec spec = preset.spec();
    assertThat(spec.notation()).isEqualTo(notation);
    assertThat(recipe.batch()).isEqualTo(batch);
    assertThat(recipe.learningRate().at(0, 1)).isEqualTo(rate);
    assertThat(recipe.l2()).isEqualTo(l2);
    assertThat(recipe.labelSmoothing()).isEqualTo(smoothing);
    assertThat(recipe.clipNorm()).isEqualTo(clip);
    assertThat(recipe.averageDecay()).isEqualTo(averages);
    assertThat(recipe.auxiliaryWeight()).isEqualTo(0.4);
    assertThat(spec.dropPathKeep()).isEqualTo(keep);
    assertThat(spec.dropout()).isEqualTo(dropout);
    assertThat(spec.auxiliaryHead()).isTrue();
    assertThat(spec.batchNormMomentum()).isEqualTo(momentum);
    assertThat(spec.batchNormEpsilon()).isEqualTo(epsilon);
  }

  @Test
  void imagesAreVariedAsPublished() {
    for (var preset : List.of(RecipePreset.IMAGENET_LARGE, RecipePreset.IMAGENET_MOBILE)) {
      Augmentation slims =
          new Augmentation(new Crop.Inception(), true, ColorDistortion.FAST, 0, 0, 0);
      assertThat(preset.recipe().augmentation()).isEqualTo(slims);
      assertThat(preset.recipe().evaluationCrop()).isEqualTo(0.875);
    }
    assertThat(RecipePreset.CIFAR10.recipe().augmentation())
        .isEqualTo(new Augmentation(new Crop.Shifted(), true, ColorDistortion.NONE, 16, 0, 0));
    assertThat(RecipePreset.CIFAR10.recipe().evaluationCrop()).isEqualTo(1);
  }

  @Test
  void ratesAreInProportionToTheBatch() {
    assertThat(RecipePreset.IMAGENET_LARGE.rate(1)).isEqualTo(9.375e-4, within(1e-12));
    assertThat(RecipePreset.IMAGENET_MOBILE.rate(1)).isEqualTo(1.25e-3, within(1e-12));
    assertThat(RecipePreset.CIFAR10.rate(64)).isEqualTo(0.05, within(1e-12));
  }

  @Test
  void methodsAndSchedulesArePublished() {
    for (var preset : List.of(RecipePreset.IMAGENET_LARGE, RecipePreset.IMAGENET_MOBILE)) {
      assertThat(preset.recipe().optimizer()).isEqualTo(new Optimizer.RmsProp(0.9, 0.9, 1));
      double rate = preset.rate(1600);
      assertThat(preset.recipe().learningRate())
          .isEqualTo(new LearningRate.Staircase(rate, 0.97, 2.4));
      // slim's 250,000 steps, in whole epochs of 800.
      assertThat(preset.recipe().epochs() * (1_281_167 / 1600)).isCloseTo(250_000, within(800));
    }
    Recipe cifar = RecipePreset.CIFAR10.recipe();
    assertThat(cifar.optimizer()).isEqualTo(new Optimizer.Momentum(0.9));
    assertThat(cifar.learningRate()).isEqualTo(new LearningRate.Cosine(0.025));
    assertThat(cifar.epochs()).isEqualTo(600);
  }

  /** keep = 1 − ratio·(1 − 0.7), ratio (cell + 1) / 22 with the stem's two cells from 0. */
  @Test
  void dropPathOfLargeEndsAt098636InTheFirstStemCellAnd07InTheLast() {
    List<Layer.DropPath> layers =
        Network.of(RecipePreset.IMAGENET_LARGE.spec()).layers().stream()
            .filter(Layer.DropPath.class::isInstance)
            .map(Layer.DropPath.class::cast)
            .toList();
    assertThat(keeps(layers, "_stem_1"))
        .isNotEmpty()
        .allSatisfy(keep -> assertThat(keep).isEqualTo(0.98636, within(5e-6)));
    assertThat(keeps(layers, "_18"))
        .isNotEmpty()
        .allSatisfy(keep -> assertThat(keep).isEqualTo(0.7, within(1e-12)));
    assertThat(layers).allSatisfy(layer -> assertThat(layer.keep()).isBetween(0.7, 0.98637));
  }

  private static List<Double> keeps(List<Layer.DropPath> layers, String suffix) {
    return layers.stream()
        .filter(layer -> layer.name().endsWith(suffix))
        .map(Layer.DropPath::keep)
        .toList();
  }

  @Test
  void anUnknownRecipeIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> RecipePreset.of("imagenet"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("recipe (imagenet) must be one of imagenet-large, imagenet-mobile, cifar10");
  }
}
