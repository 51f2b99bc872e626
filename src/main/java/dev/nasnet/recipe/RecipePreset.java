package dev.nasnet.recipe;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.data.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The published recipes: how a network is trained and, since drop path, dropout, the auxiliary head
 * and batch norm are part of the network, how it is regularised.
 */
@SuppressWarnings("ImmutableEnumChecker") // Records of records and numbers: nothing changes.
public enum RecipePreset {
  /** NASNet-A Large on ImageNet. */
  IMAGENET_LARGE(
      NasNetSpec.large(),
      new Regularisation(0.7, 0.5, 0.9997, 1e-3),
      imageNet(1.5, 5e-5),
      "TF-slim's nasnet.large_imagenet_config and inception_preprocessing, the paper's appendix A"),
  /** NASNet-A Mobile on ImageNet. */
  IMAGENET_MOBILE(
      NasNetSpec.mobile(),
      new Regularisation(1, 0.5, 0.9997, 1e-3),
      imageNet(2, 4e-5),
      "TF-slim's nasnet.mobile_imagenet_config and inception_preprocessing, the paper's appendix"
          + " A"),
  /** NASNet-A 6 @ 768 on CIFAR-10. */
  CIFAR10(
      NasNetSpec.cifar(),
      new Regularisation(0.6, 0, 0.9, 1e-5),
      Recipe.STANDARD.toBuilder()
          .epochs(600)
          .batch(32)
          .learningRate(new LearningRate.Cosine(0.025))
          .optimizer(Optimizer.Momentum.STANDARD)
          .l2(5e-4)
          .clipNorm(5)
          .auxiliaryWeight(0.4)
          .augmentation(Augmentation.SHIFT.withCutout(16))
          .build(),
      "TF-slim's nasnet.cifar_config, the paper's appendix A and its table 1 (cutout)");

  private final NasNetSpec form;
  private final Regularisation regularisation;
  private final Recipe recipe;
  private final String source;

  RecipePreset(NasNetSpec form, Regularisation regularisation, Recipe recipe, String source) {
    this.form = form;
    this.regularisation = regularisation;
    this.recipe = recipe;
    this.source = source;
  }

  /**
   * What a recipe says of the network; the auxiliary head is on in all.
   *
   * @param dropPathKeep of the last cell at the end of training; 1 is off
   * @param dropout rate before the classifier
   * @param batchNormMomentum the share that running averages keep
   * @param batchNormEpsilon what is added to a variance
   */
  private record Regularisation(
      double dropPathKeep, double dropout, double batchNormMomentum, double batchNormEpsilon) {}

  /** 312 epochs of 1,281,167 images in batches of 1,600 are slim's 250,000 steps. */
  private static Recipe imageNet(double rate, double l2) {
    return Recipe.STANDARD.toBuilder()
        .epochs(312)
        .batch(1600)
        .learningRate(LearningRate.Staircase.standard(rate))
        .optimizer(Optimizer.RmsProp.STANDARD)
        .l2(l2)
        .labelSmoothing(0.1)
        .clipNorm(10)
        .auxiliaryWeight(0.4)
        .averageDecay(Recipe.AVERAGE_DECAY)
        .augmentation(Augmentation.INCEPTION)
        .evaluationCrop(0.875)
        .build();
  }

  /**
   * A recipe by its word.
   *
   * @throws InvalidInputException if there is none
   */
  public static RecipePreset of(String word) {
    return Arrays.stream(values())
        .filter(preset -> preset.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "recipe (%s) must be one of %s".formatted(word, words())));
  }

  private static String words() {
    return Arrays.stream(values()).map(RecipePreset::word).collect(Collectors.joining(", "));
  }

  /** Its word on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The network that it was made for, with its regularisation. */
  public NasNetSpec spec() {
    return regularise(form.toBuilder()).build();
  }

  /** Gives another network this recipe's drop path, dropout, auxiliary head and batch norm. */
  public SpecBuilder regularise(SpecBuilder network) {
    return network
        .dropPathKeep(regularisation.dropPathKeep())
        .dropout(regularisation.dropout())
        .batchNormMomentum(regularisation.batchNormMomentum())
        .batchNormEpsilon(regularisation.batchNormEpsilon())
        .auxiliaryHead(true);
  }

  /** How to train, with the learning rate for its own batch. */
  public Recipe recipe() {
    return recipe;
  }

  /** The first learning rate for another batch: in proportion to it. */
  public double rate(int batch) {
    return recipe.learningRate().at(0, recipe.epochs()) * batch / recipe.batch();
  }

  /** Where its figures come from. */
  public String source() {
    return source;
  }
}
