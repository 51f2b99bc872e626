package dev.nasnet.export.graphdef;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.EncodedImage;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.graph.Variables;
import dev.nasnet.weights.Weights;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** The network as plain graphs, from which the bundle's two bodies are made. */
public final class BodyGraph {
  private final BundleInterface endpoint;
  private final Weights weights;

  /**
   * @param weights the values, which count only where the endpoint has no variables
   */
  public BodyGraph(BundleInterface endpoint, Weights weights) {
    this.endpoint = endpoint;
    this.weights = weights;
  }

  /**
   * A graph and its ends.
   *
   * @param graph all nodes
   * @param input the placeholder's name
   * @param outputs tensors by key, in ascending order
   * @param updates the names of the nodes that move the running statistics
   */
  public record Body(
      GraphDef graph, String input, SortedMap<String, String> outputs, List<String> updates) {}

  /** Gives all that the network can give, by the running statistics. */
  public Body answering() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      NetworkGraph built =
          NetworkGraph.forInference(
              Ops.create(graph), endpoint.network(), image(tf), values(tf, graph));
      SortedMap<String, String> outputs = new TreeMap<>();
      outputs.put(endpoint.modelOutput(), tensor(built.output()));
      if (endpoint.classifies()) {
        outputs.put(BundleInterface.FEATURES, tensor(built.features()));
        outputs.put(BundleInterface.LOGITS, tensor(built.logits()));
        outputs.computeIfAbsent(
            BundleInterface.PROBABILITIES,
            key -> tensor(tf.withName(BundleInterface.PROBABILITIES).nn.softmax(built.logits())));
      }
      return new Body(graph.toGraphDef(), name(built.image()), outputs, List.of());
    }
  }

  /**
   * Gives the Keras model's output by the batch's statistics, and updates the running ones.
   *
   * @param network the endpoint's
   */
  public Body training(Network network) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ResourceVariables variables = new ResourceVariables(graph);
      Mode mode = new Mode.Training(0, tf.constant(0L), tf.constant(1f));
      NetworkGraph built =
          NetworkGraph.build(Ops.create(graph), network, image(tf), mode, variables);
      List<String> updates =
          built.batchNormUpdates().stream().map(update -> assign(tf, variables, update)).toList();
      SortedMap<String, String> outputs = new TreeMap<>();
      outputs.put(endpoint.modelOutput(), tensor(built.output()));
      return new Body(graph.toGraphDef(), name(built.image()), outputs, updates);
    }
  }

  /** One encoded image, decoded, resized and scaled. */
  public Body decoding() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> bytes =
          tf.withName("bytes_placeholder")
              .placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      OutputShape size = endpoint.network().input().output();
      var image = EncodedImage.decode(tf, bytes, size.height(), size.width());
      return new Body(
          graph.toGraphDef(),
          name(bytes),
          new TreeMap<>(Map.of(BundleInterface.IMAGE, tensor(image))),
          List.of());
    }
  }

  private Variables values(Ops tf, Graph graph) {
    return endpoint.trains() ? new ResourceVariables(graph) : new Constants(tf, weights);
  }

  private Placeholder<TFloat32> image(Ops tf) {
    OutputShape size = endpoint.network().input().output();
    return tf.withName("image_placeholder")
        .placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(-1, size.height(), size.width(), 3)));
  }

  private static String assign(Ops tf, ResourceVariables variables, BatchNormUpdate update) {
    var variable = update.variable();
    return tf.withName(variable.name().replace('/', '.') + ".Assign")
        .assignVariableOp(variables.handle(variable.name(), variable.dimensions()), update.value())
        .op()
        .name();
  }

  private static String name(Operand<?> operand) {
    return operand.op().name();
  }

  private static String tensor(Operand<?> operand) {
    return name(operand) + ":" + operand.asOutput().index();
  }
}
