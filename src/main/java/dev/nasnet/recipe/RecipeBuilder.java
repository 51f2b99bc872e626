package dev.nasnet.recipe;

import dev.nasnet.data.Augmentation;
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

  /** Sets {@link Recipe#epochs()}. */
  public RecipeBuilder epochs(int value) {
    epochs = value;
    return this;
  }

  /** Sets {@link Recipe#batch()}. */
  public RecipeBuilder batch(int value) {
    batch = value;
    return this;
  }

  /** Sets {@link Recipe#accumulate()}. */
  public RecipeBuilder accumulate(int value) {
    accumulate = value;
    return this;
  }

  /** Sets {@link Recipe#towers()}. */
  public RecipeBuilder towers(int value) {
    towers = value;
    return this;
  }

  /** Sets {@link Recipe#precision()}. */
  public RecipeBuilder precision(Precision value) {
    precision = value;
    return this;
  }

  /** Sets {@link Recipe#learningRate()}. */
  public RecipeBuilder learningRate(LearningRate value) {
    learningRate = value;
    return this;
  }

  /** Sets {@link Recipe#optimizer()}. */
  public RecipeBuilder optimizer(Optimizer value) {
    optimizer = value;
    return this;
  }

  /** Sets {@link Recipe#l2()}. */
  public RecipeBuilder l2(double value) {
    l2 = value;
    return this;
  }

  /**
   * Sets {@link Recipe#multiLabel()}. A monitored figure that does not apply becomes the usual one:
   * the mean average precision with several labels, the accuracy otherwise.
   */
  public RecipeBuilder multiLabel(boolean value) {
    multiLabel = value;
    if (!stopping.monitor().appliesTo(value)) {
      stopping = new EarlyStopping(stopping.patience(), EarlyStopping.Monitor.usual(value));
    }
    return this;
  }

  /** Sets {@link Recipe#labelSmoothing()}. */
  public RecipeBuilder labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  /** Sets {@link Recipe#classWeights()}. */
  public RecipeBuilder classWeights(List<Double> value) {
    classWeights = List.copyOf(value);
    return this;
  }

  /** Sets {@link Recipe#augmentation()}. */
  public RecipeBuilder augmentation(Augmentation value) {
    augmentation = value;
    return this;
  }

  /** Sets {@link Recipe#evaluationCrop()}. */
  public RecipeBuilder evaluationCrop(double value) {
    evaluationCrop = value;
    return this;
  }

  /** Sets {@link Recipe#clipNorm()}. */
  public RecipeBuilder clipNorm(double value) {
    clipNorm = value;
    return this;
  }

  /** Sets {@link Recipe#auxiliaryWeight()}. */
  public RecipeBuilder auxiliaryWeight(double value) {
    auxiliaryWeight = value;
    return this;
  }

  /** Sets {@link Recipe#averageDecay()}. */
  public RecipeBuilder averageDecay(double value) {
    averageDecay = value;
    return this;
  }

  /** Sets {@link Recipe#batchNormSchedule()}. */
  public RecipeBuilder batchNormSchedule(BatchNormSchedule value) {
    batchNormSchedule = value;
    return this;
  }

  /** Sets {@link Recipe#tuning()}. */
  public RecipeBuilder tuning(FineTuning value) {
    tuning = value;
    return this;
  }

  /** Sets {@link Recipe#stopping()}. */
  public RecipeBuilder stopping(EarlyStopping value) {
    stopping = value;
    return this;
  }

  /** Sets {@link Recipe#seed()}. */
  public RecipeBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Returns the recipe.
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
