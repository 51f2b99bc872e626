package dev.nasnet.architecture;

import org.jspecify.annotations.Nullable;

/** Builds a {@link NasNetSpec}; dialect, stem and preset determine what is not set. */
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

  /**
   * {@return this builder after setting the Keras model's name}
   *
   * @param value letters, digits and {@code _}
   */
  public SpecBuilder name(String value) {
    name = value;
    return this;
  }

  /**
   * {@return this builder after setting N and P, and the name to that of the cells}
   *
   * @param notation N and P, such as {@code 4@1056}
   */
  public SpecBuilder notation(String notation) {
    int[] parsed = NasNetSpec.parseNotation(notation);
    if (parsed[0] != cells || parsed[1] != penultimateFilters) {
      name = cellSet.isNasNetA() ? "nasnet" : cellSet.modelName();
    }
    return cells(parsed[0]).penultimateFilters(parsed[1]);
  }

  /**
   * {@return this builder after setting cells, wiring and name} A listed plan sets N and P.
   *
   * @param value the cells, and where those of stride 2 stand
   */
  public SpecBuilder cellSet(CellSet value) {
    if (!value.equals(cellSet)) {
      cells = value.cells(cells);
      penultimateFilters = value.features(cellSet, penultimateFilters);
      wiring = value.plan() == CellSet.Plan.INSERTED ? wiring : Wiring.DIRECT;
      name = value.modelName();
      cellSet = value;
    }
    return this;
  }

  /**
   * {@return this builder after setting N, the normal cells of a stage}
   *
   * @param value the number of normal cells in each of the three stages
   */
  public SpecBuilder cells(int value) {
    cells = value;
    return this;
  }

  /**
   * {@return this builder after setting P, the last cell's channels}
   *
   * @param value the number of channels
   */
  public SpecBuilder penultimateFilters(int value) {
    penultimateFilters = value;
    return this;
  }

  /**
   * {@return this builder after setting the channels of the stem's convolution}
   *
   * @param value the number of channels
   */
  public SpecBuilder stemFilters(int value) {
    stemFilters = value;
    return this;
  }

  /**
   * {@return this builder after setting the image's size}
   *
   * @param value height and width, in pixels
   */
  public SpecBuilder size(ImageSize value) {
    size = value;
    return this;
  }

  /**
   * {@return this builder after giving the network a classifier} One that it already has keeps its
   * activation and pooling; a new one has softmax and average pooling.
   *
   * @param value the number of classes
   */
  public SpecBuilder classes(int value) {
    head =
        head instanceof Head.Classifier classifier
            ? classifier.withClasses(value)
            : new Head.Classifier(value, HeadActivation.SOFTMAX);
    return this;
  }

  /** {@return this builder after letting the Keras model output logits, not probabilities} */
  public SpecBuilder logits() {
    return activation(HeadActivation.LINEAR);
  }

  /**
   * {@return this builder after setting what the classifier, if there is one, applies to its
   * logits}
   *
   * @param value softmax, or none for logits
   */
  public SpecBuilder activation(HeadActivation value) {
    if (head instanceof Head.Classifier classifier) {
      head = classifier.withActivation(value);
    }
    return this;
  }

  /**
   * {@return this builder after setting the global pooling before the classifier, if there is one:
   * average or maximum}
   *
   * @param value the pooling over height and width
   */
  public SpecBuilder classifierPooling(Pooling value) {
    if (head instanceof Head.Classifier classifier) {
      head = classifier.withPooling(value);
    }
    return this;
  }

  /**
   * {@return this builder after taking the classifier away}
   *
   * @param pooling the pooling of the features that the network outputs instead
   */
  public SpecBuilder noTop(Pooling pooling) {
    head = new Head.Features(pooling);
    return this;
  }

  /**
   * {@return this builder after taking a dialect's pool padding, batch norm and dropout} The
   * article also has direct wiring. Set differing choices afterwards.
   *
   * @param value the implementation that the network follows
   */
  public SpecBuilder dialect(Dialect value) {
    dialect = value;
    poolPadding = null;
    batchNormMomentum = null;
    batchNormEpsilon = null;
    dropout = null;
    return value == Dialect.ARTICLE ? wiring(Wiring.DIRECT) : this;
  }

  /**
   * {@return this builder after setting the wiring}
   *
   * @param value the previous input of the first normal cell after a reduction
   */
  public SpecBuilder wiring(Wiring value) {
    wiring = value;
    return this;
  }

  /**
   * {@return this builder after setting the border of the reduction cells' pools}
   *
   * @param value the padding of these pools
   */
  public SpecBuilder poolPadding(PoolPadding value) {
    poolPadding = value;
    return this;
  }

  /**
   * {@return this builder after setting the share that batch norm's running averages keep, 0…1}
   *
   * @param value the share that each step keeps
   */
  public SpecBuilder batchNormMomentum(double value) {
    batchNormMomentum = value;
    return this;
  }

  /**
   * {@return this builder after setting what batch norm adds to a variance}
   *
   * @param value the epsilon, above 0 and below 1
   */
  public SpecBuilder batchNormEpsilon(double value) {
    batchNormEpsilon = value;
    return this;
  }

  /**
   * {@return this builder after setting the dropout rate before the classifier; 0 turns it off}
   *
   * @param value the dropout rate, at least 0 and below 1
   */
  public SpecBuilder dropout(double value) {
    dropout = value;
    return this;
  }

  /**
   * {@return this builder after giving the training network slim's auxiliary classifier, or not}
   *
   * @param value whether the training network has this classifier
   */
  public SpecBuilder auxiliaryHead(boolean value) {
    auxiliaryHead = value;
    return this;
  }

  /**
   * {@return this builder after setting drop path's final keep probability; 1 turns it off}
   *
   * @param value the last cell's keep probability at the end of training, above 0 to 1
   */
  public SpecBuilder dropPathKeep(double value) {
    dropPathKeep = value;
    return this;
  }

  /**
   * {@return this builder}
   *
   * @param value the factor by which each reduction multiplies the filters, which must be 2
   */
  public SpecBuilder filterMultiplier(int value) {
    SpecRules.checkFilterMultiplier(value);
    return this;
  }

  /**
   * {@return the spec}
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
        dropout == null ? dialect.dropout(stem, head) : dropout,
        auxiliaryHead,
        dropPathKeep);
  }
}
