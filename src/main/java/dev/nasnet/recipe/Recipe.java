package dev.nasnet.recipe;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.data.Augmentation;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * How a network is trained: all that decides what its weights become, and nothing else (threads,
 * for one, are not in it). Change one with {@link #toBuilder()}.
 *
 * @param epochs passes over the training data, at least 1
 * @param batch examples a step, at least 1
 * @param accumulate the parts that a batch is computed in, one after the other; divides it
 * @param towers the devices that share each part, so that each passes {@link #part()} / towers
 *     examples; divides a part
 * @param precision of the ops that bear another than float32, and the loss scale
 * @param learningRate by epoch
 * @param optimizer by whom variables move
 * @param l2 times half the sum of squares of every kernel, added to the loss; 0 turns it off
 * @param labelSmoothing the share of the target spread over all classes, 0 to below 1
 * @param augmentation how training images are varied
 * @param evaluationCrop the middle of each side that is looked at in scoring held-out images, above
 *     0 and to 1
 * @param clipNorm the largest global norm of the gradients; 0 turns it off
 * @param auxiliaryWeight of the auxiliary head's loss, where the network has one
 * @param averageDecay d of the averages of weights and batch norm's statistics, which are then
 *     scored and exported, 0 to below 1; 0 keeps none
 * @param tuning what stays as it is, and what moves at a rate of its own
 * @param stopping when to end before the last epoch
 * @param seed of initial weights, order, augmentation, dropout and drop path
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
    double labelSmoothing,
    Augmentation augmentation,
    double evaluationCrop,
    double clipNorm,
    double auxiliaryWeight,
    double averageDecay,
    FineTuning tuning,
    EarlyStopping stopping,
    long seed)
    implements Serializable {
  /** The usual d of averages: the paper's and slim's. */
  public static final double AVERAGE_DECAY = 0.9999;

  /** What a training takes where nothing else is said: SGD with momentum and one cosine. */
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
          0,
          Augmentation.SHIFT,
          1,
          5,
          0.4,
          0,
          FineTuning.NONE,
          EarlyStopping.NEVER,
          0);

  /** Refuses what makes no sense. */
  public Recipe {
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
          "towers (%d) must be at least 1 and divide the images at once, here %d; change either"
              .formatted(towers, batch / accumulate));
    }
    if (tuning.unfreezeAfter() >= epochs && tuning.unfreezeAfter() > 0) {
      throw new InvalidInputException(
          "unfreezeAfter (%d) must be below epochs, here %d"
              .formatted(tuning.unfreezeAfter(), epochs));
    }
    requireShare("labelSmoothing", labelSmoothing);
    requireShare("averages", averageDecay);
    Augmentation.evaluation(evaluationCrop);
    if (!isAmount(l2) || !isAmount(clipNorm) || !isAmount(auxiliaryWeight)) {
      throw new InvalidInputException(
          "l2 (%s), clipNorm (%s) and auxiliaryWeight (%s) must be finite and not negative"
              .formatted(l2, clipNorm, auxiliaryWeight));
    }
  }

  /** The examples that are computed at once. */
  public int part() {
    return batch / accumulate;
  }

  /** How training images of a size come in. */
  public PipelineOptions inputOf(ImageSize size) {
    return new PipelineOptions(
        Split.TRAIN, part(), size.height(), size.width(), true, seed, augmentation, true);
  }

  /** How held-out images of a size come in. */
  public PipelineOptions heldOutOf(ImageSize size) {
    Augmentation crop = Augmentation.evaluation(evaluationCrop);
    return new PipelineOptions(
        Split.TEST, part(), size.height(), size.width(), false, seed, crop, false);
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

  /** A builder that begins with this recipe. */
  public RecipeBuilder toBuilder() {
    return new RecipeBuilder(this);
  }
}
