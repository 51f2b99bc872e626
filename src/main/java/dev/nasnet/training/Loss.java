package dev.nasnet.training;

import dev.nasnet.architecture.Network;
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

  /** Label l as float32 {@code [B, classes]} with the smoothed share spread over all classes. */
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
