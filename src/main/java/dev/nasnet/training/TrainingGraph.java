package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.ResourceVariables;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Training and evaluation over the same resource variables, and the session that runs them. */
final class TrainingGraph implements AutoCloseable {
  final Graph graph = new Graph();
  final Session session;
  final BatchPipeline training;
  final BatchPipeline evaluation;
  final Placeholder<TFloat32> rate;
  final Placeholder<TInt64> step;
  final Placeholder<TFloat32> progress;
  final Operand<TFloat32> loss;
  final Op trainStep;
  final Operand<TFloat32> top1;
  final Operand<TFloat32> top5;
  final Operand<TInt32> examples;
  final StateOps state;

  private final Ops tf = Ops.create(graph);
  private final Recipe recipe;
  private final Network network;
  private final ResourceVariables variables = new ResourceVariables(graph);

  /**
   * @param threads of TensorFlow; 0 takes all cores
   */
  TrainingGraph(Network network, DataSource data, Recipe recipe, int threads) {
    this.network = network;
    this.recipe = recipe;
    training = data.pipeline(tf, options(Split.TRAIN));
    evaluation = data.pipeline(tf, options(Split.TEST));
    rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    progress = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Mode mode = new Mode.Training(recipe.seed(), step, progress);
    NetworkGraph trained = NetworkGraph.build(tf, network, training.images(), mode, variables);
    loss = loss(trained);
    Updates updates = new Updates(tf, recipe, variables, rate);
    trainStep = trainStep(trained, updates);
    NetworkGraph evaluated =
        NetworkGraph.build(
            tf, network.forInference(), evaluation.images(), new Mode.Inference(), variables);
    top1 = correct(evaluated, 1);
    top5 = correct(evaluated, Math.min(5, network.spec().classes()));
    examples = tf.size(evaluation.labels());
    state = new StateOps(tf, network.variables(), updates.slots(), variables);
    session = new Session(graph, config(threads));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private PipelineOptions options(Split split) {
    boolean isTraining = split == Split.TRAIN;
    return new PipelineOptions(
        split,
        recipe.batch(),
        network.spec().size().height(),
        network.spec().size().width(),
        isTraining,
        recipe.seed(),
        isTraining,
        isTraining);
  }

  private Operand<TFloat32> loss(NetworkGraph trained) {
    Operand<TFloat32> labels = targets();
    List<Operand<TFloat32>> terms = new ArrayList<>();
    terms.add(crossEntropy(trained.logits(), labels));
    trained
        .auxiliaryLogits()
        .ifPresent(
            logits ->
                terms.add(
                    tf.math.mul(
                        crossEntropy(logits, labels),
                        tf.constant((float) recipe.auxiliaryWeight()))));
    if (recipe.l2() > 0) {
      List<Operand<TFloat32>> squares = new ArrayList<>();
      network.variables().stream()
          .filter(variable -> variable.role().isKernel())
          .forEach(kernel -> squares.add(tf.nn.l2Loss(variables.read(kernel))));
      terms.add(tf.math.mul(tf.math.addN(squares), tf.constant((float) recipe.l2())));
    }
    return tf.math.addN(terms);
  }

  private Operand<TFloat32> targets() {
    int classes = network.spec().classes();
    float spread = (float) (recipe.labelSmoothing() / classes);
    float right = (float) (1 - recipe.labelSmoothing()) + spread;
    return tf.oneHot(
        training.labels(), tf.constant(classes), tf.constant(right), tf.constant(spread));
  }

  private Operand<TFloat32> crossEntropy(Operand<TFloat32> logits, Operand<TFloat32> labels) {
    return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss(), tf.constant(0));
  }

  private Op trainStep(NetworkGraph trained, Updates updates) {
    List<VariableSpec> trainable =
        network.variables().stream().filter(VariableSpec::trainable).toList();
    Operand<TFloat32> count = tf.math.add(tf.dtypes.cast(step, TFloat32.class), tf.constant(1f));
    List<Op> targets = new ArrayList<>(updates.apply(graph, loss, trainable, count));
    trained
        .batchNormUpdates()
        .forEach(
            update ->
                targets.add(
                    tf.assignVariableOp(
                        variables.handle(update.variable().name(), update.variable().dimensions()),
                        update.value())));
    return tf.withControlDependencies(targets).noOp();
  }

  private Operand<TFloat32> correct(NetworkGraph evaluated, int k) {
    Operand<TBool> hits =
        tf.nn.inTopK(evaluated.logits(), evaluation.labels(), tf.constant((long) k));
    return tf.reduceSum(tf.dtypes.cast(hits, TFloat32.class), tf.constant(0));
  }

  private static ConfigProto config(int threads) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads)
        .build();
  }
}
