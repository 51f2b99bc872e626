package dev.nasnet.recipe;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The published recipes of NASNet-A (Zoph, Vasudevan, Shlens and Le, "Learning Transferable
 * Architectures for Scalable Image Recognition", arXiv:1707.07012, appendix A, and TF-slim's {@code
 * nasnet.py}): the hyper-parameters of the training, and the regularization of the network, since
 * drop path, dropout, the auxiliary head and batch normalization are part of the network.
 */
@SuppressWarnings("ImmutableEnumChecker") // All fields are immutable records.
public enum RecipePreset {
  /** NASNet-A Large on ImageNet. */
  IMAGENET_LARGE(
      NasNetSpec.large(),
      new Regularization(0.7, 0.5, 0.9997, 1e-3),
      imageNet(1.5, 5e-5),
      "TF-slim's nasnet.large_imagenet_config and inception_preprocessing, the paper's appendix A"),
  /** NASNet-A Mobile on ImageNet. */
  IMAGENET_MOBILE(
      NasNetSpec.mobile(),
      new Regularization(1, 0.5, 0.9997, 1e-3),
      imageNet(2, 4e-5),
      "TF-slim's nasnet.mobile_imagenet_config and inception_preprocessing, the paper's appendix"
          + " A"),
  /** NASNet-A 6 @ 768 on CIFAR-10. */
  CIFAR10(
      NasNetSpec.cifar(),
      new Regularization(0.6, 0, 0.9, 1e-5),
      Recipe.STANDARD.toBuilder()
          .epochs(600)
          .batch(32)
          .learningRate(new LearningRate.Cosine(0.025))
          .optimizer(Optimizer.Momentum.STANDARD)
          .l2(5e-4)
          .clipNorm(5)
          .auxiliaryWeight(0.4)
          .augmentation(Augmentation.SHIFT.withCutout(16))
          .batchNormSchedule(BatchNormSchedule.CONSTANT)
          .build(),
      "TF-slim's nasnet.cifar_config, the paper's appendix A and its table 1 (cutout)");

  private final NasNetSpec form;
  private final Regularization regularization;
  private final Recipe recipe;
  private final String source;

  RecipePreset(NasNetSpec form, Regularization regularization, Recipe recipe, String source) {
    this.form = form;
    this.regularization = regularization;
    this.recipe = recipe;
    this.source = source;
  }

  /**
   * The regularization of a network; every recipe has the auxiliary head.
   *
   * @param dropPathKeep the probability that the last cell keeps a path at the end of training
   *     ({@code drop_path_keep_prob} in slim's {@code nasnet_utils.py}); 1 turns drop path off
   * @param dropout the dropout rate before the classifier
   * @param batchNormMomentum the momentum of the running statistics
   * @param batchNormEpsilon the term added to a variance
   */
  private record Regularization(
      double dropPathKeep, double dropout, double batchNormMomentum, double batchNormEpsilon) {}

  /**
   * 312 epochs of ImageNet's 1,281,167 images in batches of 1,600 are the 250,000 steps of slim's
   * training.
   */
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
        .batchNormSchedule(BatchNormSchedule.CONSTANT)
        .evaluationCrop(0.875)
        .build();
  }

  /**
   * {@return a recipe by its name on the command line}
   *
   * @param word the name, such as {@code imagenet-large}
   * @throws InvalidInputException if no recipe has this name
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

  /** {@return the name on the command line, as {@code imagenet-large}} */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return the network that the recipe was published for, with its regularization} */
  public NasNetSpec spec() {
    return regularise(form.toBuilder()).build();
  }

  /**
   * Sets drop path, dropout, auxiliary head and batch normalization of another network.
   *
   * @param network the builder of the network, which is changed
   * @return the same builder
   */
  public SpecBuilder regularise(SpecBuilder network) {
    return network
        .dropPathKeep(regularization.dropPathKeep())
        .dropout(regularization.dropout())
        .batchNormMomentum(regularization.batchNormMomentum())
        .batchNormEpsilon(regularization.batchNormEpsilon())
        .auxiliaryHead(true);
  }

  /** {@return the hyper-parameters, with the learning rate for the recipe's own batch} */
  public Recipe recipe() {
    return recipe;
  }

  /**
   * {@return the first learning rate for another batch, in proportion to the batch}
   *
   * @param batch the number of images of a step
   */
  public double rate(int batch) {
    return recipe.learningRate().at(0, recipe.epochs()) * batch / recipe.batch();
  }

  /** {@return the source of the figures} */
  public String source() {
    return source;
  }
}
