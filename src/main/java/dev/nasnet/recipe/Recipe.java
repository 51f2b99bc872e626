package dev.nasnet.recipe;

import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.List;

/**
 * The hyper-parameters of a training: everything that determines the trained weights, and nothing
 * else (the number of threads is not part of it). {@link #toBuilder()} returns a builder for a
 * recipe with other values.
 *
 * @param epochs the number of passes over the training data, at least 1
 * @param batch the number of images of a step, at least 1
 * @param accumulate the number of parts in which a batch is computed, one after the other; a
 *     divisor of the batch
 * @param towers the number of devices that share each part, so that each computes {@link
 *     #microBatch()} / towers images; a divisor of the part
 * @param precision the number format of the step, and the loss scale
 * @param learningRate the learning rate as a function of the epoch
 * @param optimizer the optimizer
 * @param l2 the factor of L2 regularization: the loss grows by this times half the sum of squares
 *     of every trained kernel; 0 turns it off
 * @param multiLabel whether an image may have any number of labels: the loss is then the mean over
 *     all classes of the binary cross-entropy of a sigmoid head
 * @param labelSmoothing the share ε of each target that is spread over all classes, so that the
 *     right class has 1 − ε + ε / classes (Szegedy et al., arXiv:1512.00567, section 7); with
 *     {@code multiLabel}, as Keras's {@code BinaryCrossentropy}, a label that an image has is 1 − ε
 *     / 2 and another ε / 2; at least 0 and below 1
 * @param classWeights the factor of the loss of the images of each class, by label, as {@code
 *     class_weight} of Keras's {@code fit}; with {@code multiLabel} the factor of the loss where an
 *     image has the label, as {@code pos_weight} of TensorFlow's {@code
 *     weighted_cross_entropy_with_logits}; empty for 1
 * @param balancedSampling whether each class is as frequent as another in an epoch of the same
 *     length: images of rare classes come more than once, and some of frequent classes do not
 * @param augmentation the augmentation of training images
 * @param evaluationCrop the share of each side that a held-out image keeps when it is scored, above
 *     0 and at most 1
 * @param clipNorm the largest global norm of the gradients; 0 turns clipping off
 * @param auxiliaryWeight the factor of the auxiliary head's loss, where the network has one
 * @param averageDecay the decay d of the exponential moving averages of weights and batch
 *     normalization's statistics, which are then scored and exported; at least 0 and below 1; 0 for
 *     no averages
 * @param batchNormSchedule how the momentum of batch normalization acts in each step
 * @param tuning the layers that are frozen or have a learning rate of their own
 * @param stopping when the training ends before its last epoch
 * @param seed the seed of initial weights, shuffling, augmentation, dropout and drop path
 */
public record Recipe(
    int epochs,
    int batch,
    int accumulate,
    int towers,
    Precision precision,
    LearningRate learningRate,
    Optimizer optimizer,
    double l2,
    boolean multiLabel,
    double labelSmoothing,
    List<Double> classWeights,
    boolean balancedSampling,
    Augmentation augmentation,
    double evaluationCrop,
    double clipNorm,
    double auxiliaryWeight,
    double averageDecay,
    BatchNormSchedule batchNormSchedule,
    FineTuning tuning,
    EarlyStopping stopping,
    long seed)
    implements Serializable {
  /**
   * The usual decay of averages, 0.9999, as in the paper's ImageNet training (arXiv:1707.07012,
   * appendix A).
   */
  public static final double AVERAGE_DECAY = 0.9999;

  /**
   * The default recipe: SGD with momentum, a cosine from 0.05 to 0 over 10 epochs, shifted images
   * that are not mirrored, and a rising momentum of batch normalization.
   */
  public static final Recipe STANDARD =
      new Recipe(
          10,
          32,
          1,
          1,
          Precision.STANDARD,
          new LearningRate.Cosine(0.05),
          Optimizer.Momentum.STANDARD,
          1e-4,
          false,
          0,
          List.of(),
          false,
          Augmentation.SHIFT.withFlip(false),
          1,
          5,
          0.4,
          0,
          BatchNormSchedule.RISING,
          FineTuning.NONE,
          EarlyStopping.NEVER,
          0);

  /**
   * Checks the numbers.
   *
   * @param epochs the number of passes over the training data, at least 1
   * @param batch the number of images of a step, at least 1
   * @param accumulate the number of parts in which a batch is computed, one after the other
   * @param towers the number of devices that share each part
   * @param precision the number format of the step, and the loss scale
   * @param learningRate the learning rate as a function of the epoch
   * @param optimizer the optimizer
   * @param l2 the factor of L2 regularization: the loss grows by this times half the sum of squares
   *     of every trained kernel
   * @param multiLabel whether an image may have any number of labels
   * @param labelSmoothing the share ε of each target that is spread over all classes
   * @param classWeights the factor of the loss of the images of each class, by label
   * @param balancedSampling whether each class is as frequent as another in an epoch
   * @param augmentation the augmentation of training images
   * @param evaluationCrop the share of each side that a held-out image keeps when it is scored,
   *     above 0 and at most 1
   * @param clipNorm the largest global norm of the gradients
   * @param auxiliaryWeight the factor of the auxiliary head's loss
   * @param averageDecay the decay d of the exponential moving averages of weights and batch
   *     normalization's statistics
   * @param batchNormSchedule how the momentum of batch normalization acts in each step
   * @param tuning the layers that are frozen or have a learning rate of their own
   * @param stopping when the training ends before its last epoch
   * @param seed the seed of initial weights, shuffling, augmentation, dropout and drop path
   * @throws InvalidInputException if a number is out of its range
   */
  public Recipe {
    classWeights = List.copyOf(classWeights);
    for (double weight : classWeights) {
      if (!(weight > 0 && Double.isFinite(weight))) {
        throw new InvalidInputException(
            "class-weights (%s) must be finite numbers above 0".formatted(weight));
      }
    }
    if (epochs < 1 || batch < 1) {
      throw new InvalidInputException(
          "epochs (%d) and batch (%d) must be at least 1".formatted(epochs, batch));
    }
    if (accumulate < 1 || batch % accumulate != 0) {
      throw new InvalidInputException(
          "accumulate (%d) must be at least 1 and divide the batch, here %d; change either"
              .formatted(accumulate, batch));
    }
    if (towers < 1 || (batch / accumulate) % towers != 0) {
      throw new InvalidInputException(
          "towers (%d) must be at least 1 and divide the %d images computed at once; change either"
              .formatted(towers, batch / accumulate));
    }
    if (tuning.unfreezeAfter() >= epochs) {
      throw new InvalidInputException(
          "unfreeze-after (%d) must be below `epochs`, here %d"
              .formatted(tuning.unfreezeAfter(), epochs));
    }
    requireMonitor(multiLabel, stopping);
    requireSingleLabel(multiLabel, balancedSampling);
    requireShare("label-smoothing", labelSmoothing);
    requireShare("averages", averageDecay);
    Augmentation.evaluation(evaluationCrop);
    if (!isAmount(l2) || !isAmount(clipNorm) || !isAmount(auxiliaryWeight)) {
      throw new InvalidInputException(
          "l2 (%s), clip (%s) and aux-weight (%s) must be finite and not negative"
              .formatted(l2, clipNorm, auxiliaryWeight));
    }
  }

  private static void requireSingleLabel(boolean multiLabel, boolean balancedSampling) {
    if (multiLabel && balancedSampling) {
      throw new InvalidInputException(
          "balanced-sampling must be off with multi-label, since an image is of no single class;"
              + " use `classWeights` auto");
    }
  }

  /** {@return the number of images that are computed at once: batch / accumulate} */
  public int microBatch() {
    return batch / accumulate;
  }

  /**
   * {@return the options of the input pipeline for training images of a size}
   *
   * @param size height and width of the network's images, in pixels
   */
  public PipelineOptions inputOf(ImageSize size) {
    return new PipelineOptions(
            Split.TRAIN,
            microBatch(),
            size.height(),
            size.width(),
            true,
            seed,
            augmentation,
            true,
            false)
        .withBalanced(balancedSampling);
  }

  /**
   * {@return the options of the input pipeline for held-out images of a size}
   *
   * @param size height and width of the network's images, in pixels
   */
  public PipelineOptions heldOutOf(ImageSize size) {
    Augmentation crop = Augmentation.evaluation(evaluationCrop);
    return new PipelineOptions(
        Split.HELD_OUT, microBatch(), size.height(), size.width(), false, seed, crop, false, false);
  }

  private static void requireMonitor(boolean multiLabel, EarlyStopping stopping) {
    if (!stopping.monitor().appliesTo(multiLabel)) {
      throw new InvalidInputException(
          "monitor (%s) must be %s or loss %s multi-label; change it"
              .formatted(
                  stopping.monitor().word(),
                  multiLabel ? "map" : "top1",
                  multiLabel ? "with" : "without"));
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new InvalidInputException(
          "%s (%s) must be at least 0 and below 1; 0 turns it off".formatted(name, value));
    }
  }

  private static boolean isAmount(double value) {
    return value >= 0 && Double.isFinite(value);
  }

  /**
   * {@return a network with a classifier for this recipe, with sigmoids where an image may have any
   * number of labels}
   *
   * @param spec the network
   * @param classes the number of classes, at least 1
   */
  public NasNetSpec fitted(NasNetSpec spec, int classes) {
    SpecBuilder builder = spec.toBuilder().classes(classes);
    return multiLabel ? builder.activation(HeadActivation.SIGMOID).build() : builder.build();
  }

  /** {@return a builder with the values of this recipe} */
  public RecipeBuilder toBuilder() {
    return new RecipeBuilder(this);
  }
}
