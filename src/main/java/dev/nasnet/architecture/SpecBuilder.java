package dev.nasnet.architecture;

import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link NasNetSpec}; what is not set follows from the dialect, the stem and the preset.
 */
public final class SpecBuilder {
  private final Stem stem;
  private String name;
  private CellSet cellSet = CellSet.NASNET_A;
  private int cells;
  private int penultimateFilters;
  private int stemFilters;
  private ImageSize size = ImageSize.square(224);
  private Head head = new Head.Classifier(1000, HeadActivation.SOFTMAX);
  private Dialect dialect = Dialect.KERAS;
  private Wiring wiring = Wiring.DIRECT;
  private @Nullable PoolPadding poolPadding;
  private @Nullable Double batchNormMomentum;
  private @Nullable Double batchNormEpsilon;
  private @Nullable Double dropout;
  private boolean auxiliaryHead;
  private double dropPathKeep = 1;

  SpecBuilder(String name, Stem stem) {
    this.name = name;
    this.stem = stem;
  }

  SpecBuilder(NasNetSpec spec) {
    this(spec.name(), spec.stem());
    cellSet = spec.cellSet();
    cells = spec.cells();
    penultimateFilters = spec.penultimateFilters();
    stemFilters = spec.stemFilters();
    size = spec.size();
    head = spec.head();
    dialect = spec.dialect();
    wiring = spec.wiring();
    poolPadding = spec.poolPadding();
    batchNormMomentum = spec.batchNormMomentum();
    batchNormEpsilon = spec.batchNormEpsilon();
    dropout = spec.dropout();
    auxiliaryHead = spec.auxiliaryHead();
    dropPathKeep = spec.dropPathKeep();
  }

  /** Sets the Keras model's name. */
  public SpecBuilder name(String value) {
    name = value;
    return this;
  }

  /** Sets N and P from text such as {@code 4@1056}, and the name to that of the cells. */
  public SpecBuilder notation(String notation) {
    int[] parsed = NasNetSpec.parseNotation(notation);
    if (parsed[0] != cells || parsed[1] != penultimateFilters) {
      name = cellSet.isNasNetA() ? "nasnet" : cellSet.modelName();
    }
    return cells(parsed[0]).penultimateFilters(parsed[1]);
  }

  /**
   * Sets the cells. Other cells keep the filters f, so that P changes with the number of the normal
   * cell's outputs; where these have a plan without reduction cells, the wiring becomes direct, and
   * the model's name that of the cells. A listed plan decides N and P.
   */
  public SpecBuilder cellSet(CellSet value) {
    if (!value.equals(cellSet)) {
      boolean isListed = value.plan() == CellSet.Plan.LISTED;
      cells = isListed ? value.places().size() : cells;
      penultimateFilters =
          isListed
              ? value.listedFeatures()
              : penultimateFilters / cellSet.lastStates() * value.lastStates();
      wiring = value.plan() == CellSet.Plan.INSERTED ? wiring : Wiring.DIRECT;
      name = value.modelName();
      cellSet = value;
    }
    return this;
  }

  /** Sets N, the normal cells of a stage. */
  public SpecBuilder cells(int value) {
    cells = value;
    return this;
  }

  /** Sets P, the last cell's channels. */
  public SpecBuilder penultimateFilters(int value) {
    penultimateFilters = value;
    return this;
  }

  /** Sets the channels of the stem's convolution. */
  public SpecBuilder stemFilters(int value) {
    stemFilters = value;
    return this;
  }

  /** Sets the image's size. */
  public SpecBuilder size(ImageSize value) {
    size = value;
    return this;
  }

  /**
   * Gives the network a classifier of so many classes; one that it already has keeps its activation
   * and pooling, a new one has softmax and average pooling.
   */
  public SpecBuilder classes(int value) {
    head =
        head instanceof Head.Classifier classifier
            ? classifier.withClasses(value)
            : new Head.Classifier(value, HeadActivation.SOFTMAX);
    return this;
  }

  /** Lets the Keras model output logits instead of probabilities. */
  public SpecBuilder logits() {
    return activation(HeadActivation.LINEAR);
  }

  /** Sets what the classifier, if there is one, applies to its logits. */
  public SpecBuilder activation(HeadActivation value) {
    if (head instanceof Head.Classifier classifier) {
      head = classifier.withActivation(value);
    }
    return this;
  }

  /** Sets the global pooling before the classifier, if there is one: average or maximum. */
  public SpecBuilder classifierPooling(Pooling value) {
    if (head instanceof Head.Classifier classifier) {
      head = classifier.withPooling(value);
    }
    return this;
  }

  /** Takes the classifier away. */
  public SpecBuilder noTop(Pooling pooling) {
    head = new Head.Features(pooling);
    return this;
  }

  /**
   * Takes a dialect with all that follows from it: pool padding, batch norm and dropout; for the
   * article also direct wiring. Set differing choices afterwards.
   */
  public SpecBuilder dialect(Dialect value) {
    dialect = value;
    poolPadding = null;
    batchNormMomentum = null;
    batchNormEpsilon = null;
    dropout = null;
    return value == Dialect.ARTICLE ? wiring(Wiring.DIRECT) : this;
  }

  /** Sets the wiring. */
  public SpecBuilder wiring(Wiring value) {
    wiring = value;
    return this;
  }

  /** Sets the border of the reduction cells' pools. */
  public SpecBuilder poolPadding(PoolPadding value) {
    poolPadding = value;
    return this;
  }

  /** Sets the share that batch norm's running averages keep, 0…1. */
  public SpecBuilder batchNormMomentum(double value) {
    batchNormMomentum = value;
    return this;
  }

  /** Sets what batch norm adds to a variance. */
  public SpecBuilder batchNormEpsilon(double value) {
    batchNormEpsilon = value;
    return this;
  }

  /** Sets the dropout rate before the classifier; 0 turns it off. */
  public SpecBuilder dropout(double value) {
    dropout = value;
    return this;
  }

  /** Gives the training network slim's auxiliary classifier, or not. */
  public SpecBuilder auxiliaryHead(boolean value) {
    auxiliaryHead = value;
    return this;
  }

  /** Sets drop path's final keep probability; 1 turns it off. */
  public SpecBuilder dropPathKeep(double value) {
    dropPathKeep = value;
    return this;
  }

  /** Accepts 2, by which each reduction multiplies the filters, and refuses all else. */
  public SpecBuilder filterMultiplier(int value) {
    SpecRules.checkFilterMultiplier(value);
    return this;
  }

  /**
   * The spec.
   *
   * @throws IllegalSpecException if it cannot be built
   */
  public NasNetSpec build() {
    return new NasNetSpec(
        name,
        cellSet,
        cells,
        penultimateFilters,
        stem,
        stemFilters,
        size,
        head,
        dialect,
        wiring,
        poolPadding == null ? dialect.poolPadding() : poolPadding,
        batchNormMomentum == null ? dialect.batchNormMomentum(stem) : batchNormMomentum,
        batchNormEpsilon == null ? dialect.batchNormEpsilon(stem) : batchNormEpsilon,
        dropout == null ? defaultDropout() : dropout,
        auxiliaryHead,
        dropPathKeep);
  }

  private double defaultDropout() {
    return head instanceof Head.Classifier ? dialect.dropout(stem) : 0;
  }
}
