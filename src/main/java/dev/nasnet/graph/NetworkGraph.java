package dev.nasnet.graph;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/** A network as TensorFlow ops, made by walking its layer list once. */
public final class NetworkGraph {
  private final Ops tf;
  private final LayeredNetwork network;
  private final Mode mode;
  private final Variables variables;
  private final LayerOps ops;
  private final Map<String, Operand<TFloat32>> tensors = new HashMap<>();
  private final Map<String, Operand<TFloat32>> logits = new HashMap<>();
  private final List<BatchNormUpdate> updates = new ArrayList<>();

  private NetworkGraph(Ops tf, LayeredNetwork network, Mode mode, Variables variables) {
    this.tf = tf;
    this.network = network;
    this.mode = mode;
    this.variables = variables;
    ops = new LayerOps(tf, mode);
  }

  /**
   * Adds a network's ops to a graph.
   *
   * @param image float32 {@code [N, H, W, 3]}, −1…1
   * @param mode inference or training; for inference give {@link Network#forInference()}
   * @param variables where values come from
   */
  public static NetworkGraph build(
      Ops tf, Network network, Operand<TFloat32> image, Mode mode, Variables variables) {
    return build(
        tf, network, network.layers(), Map.of(network.input().name(), image), mode, variables);
  }

  /**
   * Adds a network's ops for inference to a graph.
   *
   * @param network without what acts only in training
   * @param image float32 {@code [N, H, W, 3]}, −1…1
   * @param variables where values come from
   */
  public static NetworkGraph forInference(
      Ops tf, LayeredNetwork network, Operand<TFloat32> image, Variables variables) {
    NetworkGraph graph = new NetworkGraph(tf, network, new Mode.Inference(), variables);
    return graph.with(network.layers(), Map.of(network.input().name(), image));
  }

  /**
   * Adds some of a network's layers.
   *
   * @param layers each behind those of them that it reads
   * @param given what they read of others, by name; the input layer gives the image
   */
  public static NetworkGraph build(
      Ops tf,
      Network network,
      List<Layer> layers,
      Map<String, Operand<TFloat32>> given,
      Mode mode,
      Variables variables) {
    NetworkGraph graph = new NetworkGraph(tf, network, mode, variables);
    boolean trains = mode instanceof Mode.Training;
    return graph.with(trains ? TrainingLayerOptimizer.of(network, layers) : layers, given);
  }

  private NetworkGraph with(List<Layer> layers, Map<String, Operand<TFloat32>> given) {
    tensors.putAll(given);
    layers.forEach(layer -> tensors.computeIfAbsent(layer.name(), name -> add(layer)));
    return this;
  }

  /** The image, float32 {@code [N, H, W, 3]}. */
  public Operand<TFloat32> image() {
    return tensor(network.input().name());
  }

  /** What the Keras model answers. */
  public Operand<TFloat32> output() {
    return tensor(network.output().name());
  }

  /**
   * Before softmax or sigmoid, float32 {@code [N, classes]}; without a classifier the output
   * itself.
   */
  public Operand<TFloat32> logits() {
    return logits(network.output().name());
  }

  /** A dense layer's output before its activation, or any other layer's as it is. */
  public Operand<TFloat32> logits(String layer) {
    Operand<TFloat32> before = logits.get(layer);
    return before == null ? tensor(layer) : before;
  }

  /** The auxiliary classifier's logits, float32 {@code [N, classes]}. */
  public Optional<Operand<TFloat32>> auxiliaryLogits() {
    return network.auxiliaryOutput().map(layer -> Objects.requireNonNull(logits.get(layer.name())));
  }

  /** What the classifier reads, float32 {@code [N, P]}; without a classifier the output itself. */
  public Operand<TFloat32> features() {
    Layer output = network.output();
    return output instanceof Layer.Dense ? input(output, 0) : output();
  }

  /** The running statistics' next values, in training. */
  public List<BatchNormUpdate> batchNormUpdates() {
    return List.copyOf(updates);
  }

  /** The convolutions whose kernels stand outside of TensorFlow's gradients. */
  public List<CustomKernelGradient> filtersApart() {
    return ops.filters();
  }

  /**
   * The output of a layer.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Operand<TFloat32> tensor(String layer) {
    Operand<TFloat32> tensor = tensors.get(layer);
    if (tensor == null) {
      throw new IllegalArgumentException("no layer is called " + layer);
    }
    return tensor;
  }

  private Operand<TFloat32> input(Layer layer, int index) {
    return tensor(layer.inputs().get(index));
  }

  private Operand<TFloat32> add(Layer layer) {
    if (layer instanceof Layer.BatchNormalization norm) {
      return batchNorm(norm);
    } else if (layer instanceof Layer.Dense dense) {
      return dense(dense);
    }
    List<Operand<TFloat32>> inputs = layer.inputs().stream().map(this::tensor).toList();
    List<Operand<TFloat32>> values = layer.variables().stream().map(variables::read).toList();
    return ops.add(layer, inputs, values);
  }

  private Operand<TFloat32> batchNorm(Layer.BatchNormalization layer) {
    List<VariableSpec> specs = layer.variables();
    List<Operand<TFloat32>> values = specs.stream().map(variables::read).toList();
    boolean training = mode instanceof Mode.Training by && !by.stillNorms().contains(layer.name());
    FusedBatchNorm<TFloat32, TFloat32> norm =
        tf.withName(layer.name() + ".FusedBatchNormV3")
            .nn
            .fusedBatchNorm(
                input(layer, 0),
                values.get(0),
                values.get(1),
                values.get(2),
                values.get(3),
                FusedBatchNorm.epsilon((float) layer.epsilon()),
                FusedBatchNorm.isTraining(training),
                FusedBatchNorm.exponentialAvgFactor(
                    training ? (float) (1 - layer.momentum()) : 1f));
    if (training) {
      updates.add(new BatchNormUpdate(specs.get(2), norm.batchMean()));
      updates.add(new BatchNormUpdate(specs.get(3), norm.batchVariance()));
    }
    return norm.y();
  }

  private Operand<TFloat32> dense(Layer.Dense layer) {
    List<Operand<TFloat32>> values = layer.variables().stream().map(variables::read).toList();
    Operand<TFloat32> product =
        tf.withName(layer.name() + ".MatMul").linalg.matMul(input(layer, 0), values.get(0));
    Operand<TFloat32> sum =
        tf.withName(layer.name() + ".BiasAdd").nn.biasAdd(product, values.get(1));
    logits.put(layer.name(), sum);
    return switch (layer.activation()) {
      case SOFTMAX -> tf.withName(layer.name() + ".Softmax").nn.softmax(sum);
      case SIGMOID -> tf.withName(layer.name() + ".Sigmoid").math.sigmoid(sum);
      case LINEAR -> sum;
    };
  }
}
