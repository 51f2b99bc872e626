package dev.nasnet.training.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.losses.BinaryCrossentropy;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The binary cross-entropy of images that may have any number of labels, the mean over images and
 * classes: Keras's {@code BinaryCrossentropy(from_logits=True, label_smoothing=ε)}. With class
 * weights it is TensorFlow's {@code weighted_cross_entropy_with_logits}: of a target y and a logit
 * x with the weight w, −w · y · log σ(x) − (1 − y) · log(1 − σ(x)).
 *
 * @param smoothing the share ε that moves each target to ½
 * @param weights the factor of the part of the labels that an image has, by class; empty for 1
 */
record BinaryLoss(Ops tf, double smoothing, List<Double> weights) {
  /** The mean over the batch and the classes, of targets already smoothed. */
  private static final BinaryCrossentropy CROSS_ENTROPY =
      new BinaryCrossentropy("binary_cross_entropy", true);

  /**
   * Returns smoothed targets, float32 {@code [B, classes]}: y · (1 − ε) + ε / 2.
   *
   * @param labels float32 {@code [B, classes]}, 0…1
   */
  Operand<TFloat32> targets(Operand<TFloat32> labels) {
    return smoothing == 0
        ? labels
        : tf.math.add(
            tf.math.mul(labels, tf.constant((float) (1 - smoothing))),
            tf.constant((float) (smoothing / 2)));
  }

  /**
   * Returns the loss, float32 scalar.
   *
   * @param logits float32 {@code [B, classes]}
   * @param targets float32 {@code [B, classes]}, smoothed
   */
  Operand<TFloat32> of(Operand<TFloat32> logits, Operand<TFloat32> targets) {
    return weights.isEmpty() ? CROSS_ENTROPY.call(tf, targets, logits) : weighted(logits, targets);
  }

  /** (1 − y) · x + (1 + (w − 1) · y) · log(1 + e^−x), of which the last factor is a softplus. */
  private Operand<TFloat32> weighted(Operand<TFloat32> logits, Operand<TFloat32> targets) {
    float[] more = new float[weights.size()];
    for (int label = 0; label < more.length; label++) {
      more[label] = (float) (weights.get(label) - 1);
    }
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> factor = tf.math.add(one, tf.math.mul(targets, tf.constant(more)));
    Operand<TFloat32> absent = tf.math.mul(tf.math.sub(one, targets), logits);
    Operand<TFloat32> losses =
        tf.math.add(absent, tf.math.mul(factor, tf.math.softplus(tf.math.neg(logits))));
    return tf.math.mean(losses, tf.constant(new int[] {0, 1}));
  }
}
