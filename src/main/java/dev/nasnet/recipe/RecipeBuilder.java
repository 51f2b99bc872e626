package dev.nasnet.recipe;

import dev.nasnet.data.augment.Augmentation;
import java.util.List;

/** Builds a {@link Recipe}; {@link #build()} checks its values. */
public final class RecipeBuilder {
  private int epochs;
  private int batch;
  private int accumulate;
  private int towers;
  private Precision precision;
  private LearningRate learningRate;
  private Optimizer optimizer;
  private double l2;
  private boolean multiLabel;
  private double labelSmoothing;
  private List<Double> classWeights;
  private boolean balancedSampling;
  private Augmentation augmentation;
  private double evaluationCrop;
  private double clipNorm;
  private double auxiliaryWeight;
  private double averageDecay;
  private BatchNormSchedule batchNormSchedule;
  private FineTuning tuning;
  private EarlyStopping stopping;
  private long seed;

  RecipeBuilder(Recipe from) {
    epochs = from.epochs();
    batch = from.batch();
    accumulate = from.accumulate();
    towers = from.towers();
    precision = from.precision();
    learningRate = from.learningRate();
    optimizer = from.optimizer();
    l2 = from.l2();
    multiLabel = from.multiLabel();
    labelSmoothing = from.labelSmoothing();
    classWeights = from.classWeights();
    balancedSampling = from.balancedSampling();
    augmentation = from.augmentation();
    evaluationCrop = from.evaluationCrop();
    clipNorm = from.clipNorm();
    auxiliaryWeight = from.auxiliaryWeight();
    averageDecay = from.averageDecay();
    batchNormSchedule = from.batchNormSchedule();
    tuning = from.tuning();
    stopping = from.stopping();
    seed = from.seed();
  }

  /**
   * {@return this builder, with a value for {@link Recipe#epochs()}}
   *
   * @param value the number of passes over the training data, at least 1
   */
  public RecipeBuilder epochs(int value) {
    epochs = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#batch()}}
   *
   * @param value the number of images of a step, at least 1
   */
  public RecipeBuilder batch(int value) {
    batch = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#accumulate()}}
   *
   * @param value the number of parts in which a batch is computed; a divisor of the batch
   */
  public RecipeBuilder accumulate(int value) {
    accumulate = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#towers()}}
   *
   * @param value the number of devices that share each part; a divisor of the part
   */
  public RecipeBuilder towers(int value) {
    towers = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#precision()}}
   *
   * @param value the number format of the step, and the loss scale
   */
  public RecipeBuilder precision(Precision value) {
    precision = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#learningRate()}}
   *
   * @param value the learning rate as a function of the epoch
   */
  public RecipeBuilder learningRate(LearningRate value) {
    learningRate = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#optimizer()}}
   *
   * @param value the optimizer
   */
  public RecipeBuilder optimizer(Optimizer value) {
    optimizer = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#l2()}}
   *
   * @param value the factor of half the sum of squares of each kernel; 0 turns it off
   */
  public RecipeBuilder l2(double value) {
    l2 = value;
    return this;
  }

  /**
   * {@return this builder, with {@link Recipe#multiLabel()} and a monitored figure that applies}
   *
   * @param value whether an image may have any number of labels
   */
  public RecipeBuilder multiLabel(boolean value) {
    multiLabel = value;
    stopping = stopping.fitted(value);
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#labelSmoothing()}}
   *
   * @param value the share of each target that is spread over all classes, at least 0 and below 1
   */
  public RecipeBuilder labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#classWeights()}}
   *
   * @param value the factor of the loss by label; empty for 1
   */
  public RecipeBuilder classWeights(List<Double> value) {
    classWeights = List.copyOf(value);
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#balancedSampling()}}
   *
   * @param value whether each class is as frequent as another
   */
  public RecipeBuilder balancedSampling(boolean value) {
    balancedSampling = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#augmentation()}}
   *
   * @param value the augmentation of training images
   */
  public RecipeBuilder augmentation(Augmentation value) {
    augmentation = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#evaluationCrop()}}
   *
   * @param value the share of each side that a held-out image keeps, above 0 and at most 1
   */
  public RecipeBuilder evaluationCrop(double value) {
    evaluationCrop = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#clipNorm()}}
   *
   * @param value the largest global norm of the gradients; 0 turns clipping off
   */
  public RecipeBuilder clipNorm(double value) {
    clipNorm = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#auxiliaryWeight()}}
   *
   * @param value the factor of the auxiliary head's loss
   */
  public RecipeBuilder auxiliaryWeight(double value) {
    auxiliaryWeight = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#averageDecay()}}
   *
   * @param value the decay of the moving averages, at least 0 and below 1; 0 for no averages
   */
  public RecipeBuilder averageDecay(double value) {
    averageDecay = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#batchNormSchedule()}}
   *
   * @param value how the momentum of batch normalization acts in each step
   */
  public RecipeBuilder batchNormSchedule(BatchNormSchedule value) {
    batchNormSchedule = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#tuning()}}
   *
   * @param value the layers that are frozen or have a learning rate of their own
   */
  public RecipeBuilder tuning(FineTuning value) {
    tuning = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#stopping()}}
   *
   * @param value when the training ends before its last epoch
   */
  public RecipeBuilder stopping(EarlyStopping value) {
    stopping = value;
    return this;
  }

  /**
   * {@return this builder, with a value for {@link Recipe#seed()}}
   *
   * @param value the seed of initial weights, shuffling, augmentation, dropout and drop path
   */
  public RecipeBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * {@return the recipe}
   *
   * @throws dev.nasnet.problem.InvalidInputException if a value is illegal
   */
  public Recipe build() {
    return new Recipe(
        epochs,
        batch,
        accumulate,
        towers,
        precision,
        learningRate,
        optimizer,
        l2,
        multiLabel,
        labelSmoothing,
        classWeights,
        balancedSampling,
        augmentation,
        evaluationCrop,
        clipNorm,
        auxiliaryWeight,
        averageDecay,
        batchNormSchedule,
        tuning,
        stopping,
        seed);
  }
}
