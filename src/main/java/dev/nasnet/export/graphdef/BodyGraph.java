package dev.nasnet.export.graphdef;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.graph.Variables;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.decode.ImageOps;
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

/**
 * The network as plain TensorFlow graphs, from which the bodies of a bundle's functions are made.
 */
public final class BodyGraph {
  private final BundleInterface bundle;
  private final Weights weights;

  /**
   * @param bundle the bundle's interface
   * @param weights the values of the constants where the bundle has no variables
   */
  public BodyGraph(BundleInterface bundle, Weights weights) {
    this.bundle = bundle;
    this.weights = weights;
  }

  /**
   * A graph with its input and its outputs.
   *
   * @param graph all nodes
   * @param input the placeholder's name
   * @param outputs tensors by key, in ascending order
   * @param updates the names of the nodes that update the running statistics
   */
  public record Body(
      GraphDef graph, String input, SortedMap<String, String> outputs, List<String> updates) {}

  /** {@return the graph of all outputs, which normalizes by the running statistics} */
  public Body inference() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      NetworkGraph built =
          NetworkGraph.forInference(
              Ops.create(graph), bundle.network(), image(tf), values(tf, graph));
      SortedMap<String, String> outputs = new TreeMap<>();
      outputs.put(bundle.modelOutput(), tensor(built.output()));
      if (bundle.classifies()) {
        outputs.put(SignatureNames.FEATURES, tensor(built.features()));
        outputs.put(SignatureNames.LOGITS, tensor(built.logits()));
        outputs.computeIfAbsent(
            SignatureNames.PROBABILITIES,
            key -> tensor(tf.withName(SignatureNames.PROBABILITIES).nn.softmax(built.logits())));
      }
      return new Body(graph.toGraphDef(), name(built.image()), outputs, List.of());
    }
  }

  /**
   * {@return the graph of the Keras model's output, which normalizes by the batch's statistics and
   * updates the running ones}
   *
   * @param network the bundle's network
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
      outputs.put(bundle.modelOutput(), tensor(built.output()));
      return new Body(graph.toGraphDef(), name(built.image()), outputs, updates);
    }
  }

  /**
   * {@return the graph that decodes, resizes and scales one encoded image}
   *
   * @param resize how an image with another aspect ratio is brought to the network's size
   */
  public Body decoding(ResizeMode resize) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> bytes =
          tf.withName("bytes_placeholder")
              .placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      OutputShape size = bundle.network().input().output();
      var image = new ImageOps(tf, size.height(), size.width(), resize).image(bytes);
      return new Body(
          graph.toGraphDef(),
          name(bytes),
          new TreeMap<>(Map.of(SignatureNames.IMAGE, tensor(image))),
          List.of());
    }
  }

  private Variables values(Ops tf, Graph graph) {
    return bundle.hasVariables() ? new ResourceVariables(graph) : new Constants(tf, weights);
  }

  private Placeholder<TFloat32> image(Ops tf) {
    OutputShape size = bundle.network().input().output();
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
