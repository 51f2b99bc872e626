package dev.nasnet.architecture;

/**
 * A known implementation of NASNet-A, for the choices in which these differ: padding, batch norm,
 * the adjust block, initializers and dropout.
 */
public enum Dialect {
  /** {@code keras/src/applications/nasnet.py} of Keras, which runs the official weights. */
  KERAS(PoolPadding.ZERO, 0.9997, false, 0.0),
  /**
   * {@code research/slim/nets/nasnet/nasnet.py} of tensorflow/models (TF-slim), with which the
   * official weights were trained.
   */
  SLIM(PoolPadding.SAME, 0.9997, false, 0.5),
  /**
   * The implementation of the Qiita article "NASNetのKerasコードを写経する" ("copying out the Keras code of
   * NASNet by hand"), which rewrites johannesu/NASNet-keras. Its pools have SAME padding, its batch
   * norm has a momentum of 0.99, and its adjust block has a 1×1 convolution even where the channels
   * are already equal. The article always wires directly ({@link Wiring#DIRECT}).
   */
  ARTICLE(PoolPadding.SAME, 0.99, true, 0.0);

  private final PoolPadding poolPadding;
  private final double batchNormMomentum;
  private final boolean alwaysProjects;
  private final double imageNetDropout;

  Dialect(
      PoolPadding poolPadding,
      double batchNormMomentum,
      boolean alwaysProjects,
      double imageNetDropout) {
    this.poolPadding = poolPadding;
    this.batchNormMomentum = batchNormMomentum;
    this.alwaysProjects = alwaysProjects;
    this.imageNetDropout = imageNetDropout;
  }

  /** {@return the padding of the stride-2 pools in reduction cells} */
  public PoolPadding poolPadding() {
    return poolPadding;
  }

  /** {@return whether the adjust block has a 1×1 convolution even where the channels are equal} */
  public boolean alwaysProjects() {
    return alwaysProjects;
  }

  /**
   * {@return the share of the running averages that batch norm keeps at each step, for a stem: 0…1}
   *
   * @param stem the stem; TF-slim's network for CIFAR has a momentum of its own
   */
  public double batchNormMomentum(Stem stem) {
    return this == SLIM && stem == Stem.CIFAR ? 0.9 : batchNormMomentum;
  }

  /**
   * {@return the epsilon that batch norm adds to the variance, for a stem}
   *
   * @param stem the stem; TF-slim's network for CIFAR has an epsilon of its own
   */
  public double batchNormEpsilon(Stem stem) {
    return this == SLIM && stem == Stem.CIFAR ? 1e-5 : 1e-3;
  }

  /** Returns the dropout rate before the classifier; 0 without one, and except for ImageNet. */
  double dropout(Stem stem, Head head) {
    return stem == Stem.IMAGENET && head instanceof Head.Classifier ? imageNetDropout : 0.0;
  }

  /**
   * {@return the initializer of a variable}
   *
   * @param variable the variable, of which only the role is read
   */
  public Initializer initializer(VariableSpec variable) {
    return switch (variable.role()) {
      case BIAS, BETA, MOVING_MEAN -> Initializer.ZEROS;
      case GAMMA, MOVING_VARIANCE -> Initializer.ONES;
      default -> kernelInitializer(variable);
    };
  }

  private Initializer kernelInitializer(VariableSpec variable) {
    if (this == SLIM) {
      return Initializer.FAN_OUT_NORMAL;
    }
    boolean plainConvolution =
        variable.role() == VariableSpec.Role.KERNEL && variable.shape().size() == 4;
    return plainConvolution ? Initializer.HE_NORMAL : Initializer.GLOROT_UNIFORM;
  }
}
