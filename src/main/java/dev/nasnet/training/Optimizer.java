package dev.nasnet.training;

/** How a gradient moves a variable, by TensorFlow's {@code ResourceApply…} kernels. */
public sealed interface Optimizer {
  /** SGD with momentum: {@code a ← momentum·a + g; w ← w − lr·a}. */
  record Momentum(double momentum) implements Optimizer {}

  /** RMSProp with slim's epsilon inside the root: {@code mom ← m·mom + lr·g / √(ms + ε)}. */
  record RmsProp(double decay, double momentum, double epsilon) implements Optimizer {}

  /** Adam. */
  record Adam(double beta1, double beta2, double epsilon) implements Optimizer {}
}
