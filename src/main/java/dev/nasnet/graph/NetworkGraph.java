package dev.nasnet.graph;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.WeightedLayer;
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

/** Builds a network's TensorFlow ops by visiting each layer of its layer list once. */
public final class NetworkGraph {
  private final Ops tf;
  private final LayeredNetwork network;
  private final Mode mode;
  private final Variables variables;
  private final LayerOps ops;
  private final Map<String, Operand<TFloat32>> tensors = new HashMap<>();
  private final Map<String, Operand<TFloat32>> logits = new HashMap<>();
  private final List<BatchNormUpdate> updates = new ArrayList<>();
  private LayerHook hook = (layer, output) -> output;

  /** Replaces the output of a layer by another tensor of the same shape, which its readers read. */
  @FunctionalInterface
  public interface LayerHook {
    /**
     * {@return the tensor that readers of the layer read}
     *
     * @param layer a layer with one output
     * @param output the output, float32
     */
    Operand<TFloat32> replace(Layer layer, Operand<TFloat32> output);
  }

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
   * @param tf the ops of the graph
   * @param network the network; for inference, the result of {@link Network#forInference()}
   * @param image the images, float32 {@code [N, H, W, 3]}, range −1…1
   * @param mode the purpose of the graph, inference or training
   * @param variables the source of the variables' values
   * @return the graph of the network
   */
  public static NetworkGraph build(
      Ops tf, Network network, Operand<TFloat32> image, Mode mode, Variables variables) {
    return build(
        tf, network, network.layers(), Map.of(network.input().name(), image), mode, variables);
  }

  /**
   * Adds a network's ops for inference to a graph.
   *
   * @param tf the ops of the graph
   * @param network the network without layers that act only in training
   * @param image the images, float32 {@code [N, H, W, 3]}, range −1…1
   * @param variables the source of the variables' values
   * @return the graph of the network
   */
  public static NetworkGraph forInference(
      Ops tf, LayeredNetwork network, Operand<TFloat32> image, Variables variables) {
    NetworkGraph graph = new NetworkGraph(tf, network, new Mode.Inference(), variables);
    return graph.with(network.layers(), Map.of(network.input().name(), image));
  }

  /**
   * Adds a network's ops for inference to a graph, and replaces outputs of layers.
   *
   * @param tf the ops of the graph
   * @param network the network without layers that act only in training
   * @param image the images, float32 {@code [N, H, W, 3]}, range −1…1
   * @param variables the source of the variables' values
   * @param hook receives each layer but the input
   * @return the graph of the network
   */
  public static NetworkGraph forInference(
      Ops tf,
      LayeredNetwork network,
      Operand<TFloat32> image,
      Variables variables,
      LayerHook hook) {
    NetworkGraph graph = new NetworkGraph(tf, network, new Mode.Inference(), variables);
    graph.hook = hook;
    return graph.with(network.layers(), Map.of(network.input().name(), image));
  }

  /**
   * Adds the ops of some of a network's layers to a graph.
   *
   * @param tf the ops of the graph
   * @param network the network
   * @param layers the layers to add; each layer follows those of its inputs that are in the list
   * @param given the outputs of the layers that are not in the list, by layer name; the images are
   *     the output of the input layer
   * @param mode the purpose of the graph, inference or training
   * @param variables the source of the variables' values
   * @return the graph of the layers
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
    return graph.with(trains ? TrainingLayerOptimizer.optimize(network, layers) : layers, given);
  }

  private NetworkGraph with(List<Layer> layers, Map<String, Operand<TFloat32>> given) {
    tensors.putAll(given);
    layers.forEach(
        layer -> tensors.computeIfAbsent(layer.name(), name -> hook.replace(layer, add(layer))));
    return this;
  }

  /** {@return the images, float32 {@code [N, H, W, 3]}} */
  public Operand<TFloat32> image() {
    return tensor(network.input().name());
  }

  /** {@return the output of the network, float32, which is that of the Keras model} */
  public Operand<TFloat32> output() {
    return tensor(network.output().name());
  }

  /**
   * {@return the values before softmax or sigmoid, float32 {@code [N, classes]}; without a
   * classifier, the output}
   */
  public Operand<TFloat32> logits() {
    return logits(network.output().name());
  }

  /**
   * {@return a dense layer's output before its activation, or the output of any other layer}
   *
   * @param layer the layer's name
   * @throws IllegalArgumentException if there is no layer of this name
   */
  public Operand<TFloat32> logits(String layer) {
    Operand<TFloat32> before = logits.get(layer);
    return before == null ? tensor(layer) : before;
  }

  /**
   * {@return the logits of the auxiliary classifier, float32 {@code [N, classes]}, if there is one}
   */
  public Optional<Operand<TFloat32>> auxiliaryLogits() {
    return network.auxiliaryOutput().map(layer -> Objects.requireNonNull(logits.get(layer.name())));
  }

  /**
   * {@return the input of the classifier, float32 {@code [N, P]}; without a classifier, the output}
   */
  public Operand<TFloat32> features() {
    Layer output = network.output();
    return output instanceof WeightedLayer.Dense ? input(output, 0) : output();
  }

  /** {@return the next values of the running statistics; an empty list for inference} */
  public List<BatchNormUpdate> batchNormUpdates() {
    return List.copyOf(updates);
  }

  /** {@return the convolutions for which this library adds the kernel's gradient} */
  public List<CustomKernelGradient> customKernelGradients() {
    return ops.customGradients();
  }

  /**
   * {@return the output of a layer, float32}
   *
   * @param layer the layer's name
   * @throws IllegalArgumentException if there is no layer of this name
   */
  public Operand<TFloat32> tensor(String layer) {
    Operand<TFloat32> tensor = tensors.get(layer);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no layer named " + layer);
    }
    return tensor;
  }

  private Operand<TFloat32> input(Layer layer, int index) {
    return tensor(layer.inputs().get(index));
  }

  private Operand<TFloat32> add(Layer layer) {
    if (layer instanceof WeightedLayer.BatchNormalization norm) {
      return batchNorm(norm);
    } else if (layer instanceof WeightedLayer.Dense dense) {
      return dense(dense);
    }
    List<Operand<TFloat32>> inputs = layer.inputs().stream().map(this::tensor).toList();
    List<Operand<TFloat32>> values = layer.variables().stream().map(variables::read).toList();
    return ops.add(layer, inputs, values);
  }

  private Operand<TFloat32> batchNorm(WeightedLayer.BatchNormalization layer) {
    List<VariableSpec> specs = layer.variables();
    List<Operand<TFloat32>> values = specs.stream().map(variables::read).toList();
    boolean isTrained =
        mode instanceof Mode.Training training
            && !training.frozenBatchNorms().contains(layer.name());
    Optional<Operand<TFloat32>> early =
        mode instanceof Mode.Training training ? training.earlyShare() : Optional.empty();
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
                FusedBatchNorm.isTraining(isTrained),
                FusedBatchNorm.exponentialAvgFactor(
                    isTrained && early.isEmpty() ? (float) (1 - layer.momentum()) : 1f));
    if (isTrained) {
      BatchNormUpdater next = new BatchNormUpdater(tf, layer.momentum(), early);
      updates.add(next.of(specs.get(2), values.get(2), norm.batchMean()));
      updates.add(next.of(specs.get(3), values.get(3), norm.batchVariance()));
    }
    return norm.y();
  }

  private Operand<TFloat32> dense(WeightedLayer.Dense layer) {
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
