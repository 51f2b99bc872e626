package dev.nasnet.training.graph;

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
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The loss: mean cross-entropy with smoothed labels (Szegedy et al., arXiv:1512.00567, section 7),
 * the auxiliary head's times its weight (0.4 in slim's {@code nasnet.py}), and L2 of the trained
 * kernels. With class weights, the cross-entropy of each image is multiplied by the weight of its
 * class before the mean over all images, as in Keras's {@code fit}.
 *
 * <p>Where an image may have any number of labels, it is the mean over images and classes of the
 * binary cross-entropy, as Keras's {@code BinaryCrossentropy}; class weights are then factors of
 * the part of the labels that an image has ({@link BinaryLoss}).
 */
final class Loss {
  /** The mean over the batch of the cross-entropy of logits with targets already smoothed. */
  private static final CategoricalCrossentropy CROSS_ENTROPY =
      new CategoricalCrossentropy("cross_entropy", true);

  private final Ops tf;
  private final Recipe recipe;
  private final Network network;
  private final TrainableVariables trainable;

  Loss(Ops tf, Recipe recipe, Network network, TrainableVariables trainable) {
    requireActivation(network, recipe.multiLabel());
    int weights = recipe.classWeights().size();
    if (weights > 0 && weights != network.spec().classes()) {
      throw new InvalidInputException(
          "class-weights (%d numbers) must be one for each of the %d classes"
              .formatted(weights, network.spec().classes()));
    }
    this.tf = tf;
    this.recipe = recipe;
    this.network = network;
    this.trainable = trainable;
  }

  private static void requireActivation(Network network, boolean multiLabel) {
    if (network.spec().head() instanceof Head.Classifier classifier
        && (classifier.activation() == HeadActivation.SIGMOID) != multiLabel) {
      throw new InvalidInputException(
          ("activation (%s) must be %s to train %s multi-label, since an image has %s; set another"
                  + " activation")
              .formatted(
                  classifier.activation().kerasName(),
                  multiLabel ? "sigmoid" : "softmax or linear",
                  multiLabel ? "with" : "without",
                  multiLabel ? "any number of labels" : "one label"));
    }
  }

  /**
   * Returns the targets of a batch, float32 {@code [B, classes]}, smoothed, and mixed as mixup
   * mixes its images. With class weights, each row is multiplied by its image's weight, which then
   * is the row's sum: the cross-entropy is linear in its targets.
   */
  Operand<TFloat32> targets(BatchPipeline batch) {
    if (recipe.multiLabel()) {
      return binary().targets(batch.labelRows());
    }
    Operand<TFloat32> own = targets(batch.labels());
    return batch.mixture().map(mixture -> mixed(own, mixture)).orElse(own);
  }

  private Operand<TFloat32> mixed(Operand<TFloat32> own, BatchPipeline.Mixture mixture) {
    Operand<TFloat32> share = tf.expandDims(mixture.shares(), tf.constant(1));
    Operand<TFloat32> other = targets(mixture.labels());
    return tf.math.add(
        tf.math.mul(own, share), tf.math.mul(other, tf.math.sub(tf.constant(1f), share)));
  }

  /** Returns the smoothed targets, float32 {@code [B, classes]}, of labels, int64 {@code [B]}. */
  Operand<TFloat32> targets(Operand<TInt64> labels) {
    int classes = network.spec().classes();
    float spread = (float) (recipe.labelSmoothing() / classes);
    float right = (float) (1 - recipe.labelSmoothing()) + spread;
    Operand<TFloat32> targets =
        tf.oneHot(labels, tf.constant(classes), tf.constant(right), tf.constant(spread));
    if (recipe.classWeights().isEmpty()) {
      return targets;
    }
    float[] weights = new float[classes];
    for (int label = 0; label < classes; label++) {
      weights[label] = recipe.classWeights().get(label).floatValue();
    }
    Operand<TFloat32> ofImages = tf.gather(tf.constant(weights), labels, tf.constant(0));
    return tf.math.mul(targets, tf.expandDims(ofImages, tf.constant(1)));
  }

  /**
   * Returns the loss of logits against targets, float32 scalar.
   *
   * @param logits float32 {@code [B, classes]}
   * @param auxiliary the auxiliary head's logits, if there is one
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

  /** Returns the variables with L2. */
  List<VariableSpec> penalised() {
    return recipe.l2() > 0
        ? trainable.trained().stream().filter(variable -> variable.role().isKernel()).toList()
        : List.of();
  }

  /** Returns the L2 term, float32 scalar, if any variable has L2. */
  Optional<Operand<TFloat32>> penalty(Variables variables) {
    List<Operand<TFloat32>> squares = new ArrayList<>();
    penalised().forEach(kernel -> squares.add(tf.nn.l2Loss(variables.read(kernel))));
    return squares.isEmpty()
        ? Optional.empty()
        : Optional.of(tf.math.mul(tf.math.addN(squares), tf.constant((float) recipe.l2())));
  }

  private BinaryLoss binary() {
    return new BinaryLoss(tf, recipe.labelSmoothing(), recipe.classWeights());
  }

  private Operand<TFloat32> crossEntropy(Operand<TFloat32> logits, Operand<TFloat32> targets) {
    if (recipe.multiLabel()) {
      return binary().of(logits, targets);
    }
    if (recipe.classWeights().isEmpty()) {
      return CROSS_ENTROPY.call(tf, targets, logits);
    }
    // The kernel's gradient needs targets with a sum of 1.
    Operand<TFloat32> weights = tf.reduceSum(targets, tf.constant(1), ReduceSum.keepDims(true));
    Operand<TFloat32> flat = tf.reshape(weights, tf.constant(new int[] {-1}));
    return CROSS_ENTROPY.call(tf, tf.math.div(targets, weights), logits, flat);
  }
}
