package dev.nasnet.recipe;

import java.io.Serializable;

/** How a gradient moves a variable, by TensorFlow's {@code ResourceApply…} kernels. */
public sealed interface Optimizer extends Serializable {
  /** SGD with momentum: {@code a ← momentum·a + g; w ← w − lr·a}. */
  record Momentum(double momentum) implements Optimizer {
    /** Momentum 0.9. */
    public static final Momentum STANDARD = new Momentum(0.9);
  }

  /** RMSProp with slim's epsilon inside the root: {@code mom ← m·mom + lr·g / √(ms + ε)}. */
  record RmsProp(double decay, double momentum, double epsilon) implements Optimizer {
    /** Decay and momentum 0.9, epsilon 1: the paper's and slim's. */
    public static final RmsProp STANDARD = new RmsProp(0.9, 0.9, 1);
  }

  /** Adam. */
  record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
    /** Keras's: 0.9, 0.999, 1e-7. */
    public static final Adam STANDARD = new Adam(0.9, 0.999, 1e-7);
  }
}
