package dev.nasnet.architecture;

/** Whose NASNet-A: the choices in which the known implementations differ. */
public enum Dialect {
  /** Keras's {@code keras.applications}: runs the official weights. */
  KERAS(PoolPadding.ZERO, 0.9997, false, 0.0),
  /** TF-slim's, which trained the official weights. */
  SLIM(PoolPadding.SAME, 0.9997, false, 0.5),
  /** The Japanese article's: SAME pools, the adjust block always projects, direct wiring. */
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

  /** The padding of the reduction cells' pools. */
  public PoolPadding poolPadding() {
    return poolPadding;
  }

  /** Whether the adjust block projects even where the channels already agree. */
  public boolean alwaysProjects() {
    return alwaysProjects;
  }

  /** The share of its running mean that batch norm keeps at each step, for a stem. */
  public double batchNormMomentum(Stem stem) {
    return this == SLIM && stem == Stem.CIFAR ? 0.9 : batchNormMomentum;
  }

  /** What batch norm adds to the variance, for a stem. */
  public double batchNormEpsilon(Stem stem) {
    return this == SLIM && stem == Stem.CIFAR ? 1e-5 : 1e-3;
  }

  /** The dropout rate before the classifier, for a stem. */
  public double dropout(Stem stem) {
    return stem == Stem.IMAGENET ? imageNetDropout : 0.0;
  }

  /** How a variable starts. */
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
