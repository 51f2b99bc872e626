package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/** How a gradient g updates a variable w, by TensorFlow's {@code ResourceApply…} kernels. */
public sealed interface Optimizer extends Serializable {
  /**
   * SGD with momentum, {@code ResourceApplyMomentum}: {@code a ← momentum·a + g; w ← w − lr·a}.
   *
   * @param momentum the momentum
   */
  record Momentum(double momentum) implements Optimizer {
    /** Momentum 0.9, as in the paper's CIFAR-10 training (arXiv:1707.07012, appendix A). */
    public static final Momentum STANDARD = new Momentum(0.9);
  }

  /**
   * RMSProp, {@code ResourceApplyRMSProp}: {@code ms ← decay·ms + (1 − decay)·g²; mom ←
   * momentum·mom + lr·g / √(ms + ε); w ← w − mom}. Epsilon is inside the root, as in TF-slim's
   * {@code tf.train.RMSPropOptimizer}; Keras adds it outside.
   *
   * @param decay the decay of the mean square
   * @param momentum the momentum
   * @param epsilon ε
   */
  record RmsProp(double decay, double momentum, double epsilon) implements Optimizer {
    /**
     * Decay and momentum 0.9, epsilon 1: the paper's ImageNet training (arXiv:1707.07012, appendix
     * A.3) and slim's {@code train_image_classifier.py} with {@code opt_epsilon} 1.
     */
    public static final RmsProp STANDARD = new RmsProp(0.9, 0.9, 1);
  }

  /**
   * Adam (Kingma and Ba, arXiv:1412.6980), {@code ResourceApplyAdam}, with epsilon outside the bias
   * correction ("epsilon hat").
   *
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   */
  record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
    /** 0.9, 0.999 and 1e-7, the defaults of {@code keras.optimizers.Adam}. */
    public static final Adam STANDARD = new Adam(0.9, 0.999, 1e-7);
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101), in the order of
   * Keras's {@code AdamW}: {@code w ← w − lr·weightDecay·w} for kernels, then Adam's update. Biases
   * and batch normalization do not decay.
   *
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   * @param weightDecay the factor of the decay, at least 0
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimizer {
    /** 0.9, 0.999, 1e-7 and 0.004, the defaults of {@code keras.optimizers.AdamW}. */
    public static final AdamW STANDARD = new AdamW(0.9, 0.999, 1e-7, 0.004);

    /**
     * Checks the decay.
     *
     * @param beta1 β₁
     * @param beta2 β₂
     * @param epsilon ε
     * @param weightDecay the factor of the decay, at least 0
     */
    public AdamW {
      if (!(weightDecay >= 0 && Double.isFinite(weightDecay))) {
        throw new InvalidInputException(
            "weight-decay (%s) must be at least 0 and finite".formatted(weightDecay));
      }
    }
  }
}
