package dev.nasnet.training;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.graph.Variables;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Mean cross-entropy with smoothed labels, the auxiliary head's, and L2 of moving kernels. */
final class Loss {
  /** The mean over the batch, of logits; targets are smoothed before. */
  private static final CategoricalCrossentropy CROSS_ENTROPY =
      new CategoricalCrossentropy("cross_entropy", true);

  private final Ops tf;
  private final Recipe recipe;
  private final Network network;
  private final TrainableVariables moving;

  Loss(Ops tf, Recipe recipe, Network network, TrainableVariables moving) {
    if (network.spec().head() instanceof Head.Classifier classifier
        && classifier.activation() == HeadActivation.SIGMOID) {
      throw new InvalidInputException(
          "activation (sigmoid) must be softmax or linear to train, since each image has one label;"
              + " set another activation");
    }
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

  /**
   * The loss of logits against targets, float32 scalar.
   *
   * @param logits float32 {@code [B, classes]}
   * @param auxiliary the auxiliary head's, if there is one
   * @param targets float32 {@code [B, classes]}
   */
  Operand<TFloat32> of(
      Operand<TFloat32> logits, Optional<Operand<TFloat32>> auxiliary, Operand<TFloat32> targets) {
    Operand<TFloat32> main = crossEntropy(logits, targets);
    return auxiliary
        .<Operand<TFloat32>>map(
            head ->
                tf.math.add(
                    main,
                    tf.math.mul(
                        crossEntropy(head, targets),
                        tf.constant((float) recipe.auxiliaryWeight()))))
        .orElse(main);
  }

  /** The variables on which L2 acts. */
  List<VariableSpec> penalised() {
    return recipe.l2() > 0
        ? moving.byGradient().stream().filter(variable -> variable.role().isKernel()).toList()
        : List.of();
  }

  /** L2 of what it acts on, float32 scalar, if it acts. */
  Optional<Operand<TFloat32>> penalty(Variables variables) {
    List<Operand<TFloat32>> squares = new ArrayList<>();
    penalised().forEach(kernel -> squares.add(tf.nn.l2Loss(variables.read(kernel))));
    return squares.isEmpty()
        ? Optional.empty()
        : Optional.of(tf.math.mul(tf.math.addN(squares), tf.constant((float) recipe.l2())));
  }

  private Operand<TFloat32> crossEntropy(Operand<TFloat32> logits, Operand<TFloat32> targets) {
    return CROSS_ENTROPY.call(tf, targets, logits);
  }
}
