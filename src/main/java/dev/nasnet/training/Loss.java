package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Mean cross-entropy with smoothed labels, the auxiliary head's, and L2 of moving kernels. */
final class Loss {
  private final Ops tf;
  private final Recipe recipe;
  private final Network network;
  private final Moving moving;

  Loss(Ops tf, Recipe recipe, Network network, Moving moving) {
    this.tf = tf;
    this.recipe = recipe;
    this.network = network;
    this.moving = moving;
  }

  /**
   * A batch's labels as float32 {@code [B, classes]}, mixed where its images are, with the smoothed
   * share spread over all classes.
   */
  Operand<TFloat32> targets(BatchPipeline batch) {
    Operand<TFloat32> own = targets(batch.labels());
    return batch.mixture().map(mixture -> mixed(own, mixture)).orElse(own);
  }

  private Operand<TFloat32> mixed(Operand<TFloat32> own, BatchPipeline.Mixture mixture) {
    Operand<TFloat32> share = tf.expandDims(mixture.shares(), tf.constant(1));
    Operand<TFloat32> other = targets(mixture.labels());
    return tf.math.add(
        tf.math.mul(own, share), tf.math.mul(other, tf.math.sub(tf.constant(1f), share)));
  }

  /** Labels, int64 {@code [B]}, as float32 {@code [B, classes]}, smoothed. */
  Operand<TFloat32> targets(Operand<TInt64> labels) {
    int classes = network.spec().classes();
    float spread = (float) (recipe.labelSmoothing() / classes);
    float right = (float) (1 - recipe.labelSmoothing()) + spread;
    return tf.oneHot(labels, tf.constant(classes), tf.constant(right), tf.constant(spread));
  }

  /** The loss, float32 scalar, of a network's logits against targets {@code [B, classes]}. */
  Operand<TFloat32> of(NetworkGraph trained, Operand<TFloat32> targets, Variables variables) {
    List<Operand<TFloat32>> terms = new ArrayList<>();
    terms.add(crossEntropy(trained.logits(), targets));
    trained
        .auxiliaryLogits()
        .ifPresent(
            logits ->
                terms.add(
                    tf.math.mul(
                        crossEntropy(logits, targets),
                        tf.constant((float) recipe.auxiliaryWeight()))));
    List<Operand<TFloat32>> squares = new ArrayList<>();
    moving.byGradient().stream()
        .filter(variable -> variable.role().isKernel())
        .forEach(kernel -> squares.add(tf.nn.l2Loss(variables.read(kernel))));
    if (recipe.l2() > 0 && !squares.isEmpty()) {
      terms.add(tf.math.mul(tf.math.addN(squares), tf.constant((float) recipe.l2())));
    }
    return tf.math.addN(terms);
  }

  private Operand<TFloat32> crossEntropy(Operand<TFloat32> logits, Operand<TFloat32> targets) {
    return tf.math.mean(
        tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss(), tf.constant(0));
  }
}
