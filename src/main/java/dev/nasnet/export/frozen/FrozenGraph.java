package dev.nasnet.export.frozen;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.export.bfloat16.Bfloat16Graph;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.RegisteredOps;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.weights.Weights;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * A network as one plain graph with weights as constants: input {@code image}, outputs {@code
 * logits} and {@code probabilities}, or {@code features} where there is no classifier.
 */
final class FrozenGraph {
  private final RegisteredOps ops = new RegisteredOps();
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Set<String> needed = new HashSet<>();

  private FrozenGraph(GraphDef graph) {
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  static GraphDef of(ExportModel model) {
    LayeredNetwork network = model.network();
    GraphDef floats = whole(network, model.weights());
    GraphDef all = model.deviation().isPresent() ? Bfloat16Graph.of(floats) : floats;
    Signature signature = BundleInterface.of(network).signatures().get(0);
    List<String> outputs = signature.outputs().stream().map(TensorSignature::key).toList();
    return GraphDef.newBuilder()
        .setVersions(all.getVersions())
        .addAllNode(new FrozenGraph(all).behind(outputs))
        .build();
  }

  private static GraphDef whole(LayeredNetwork network, Weights weights) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      OutputShape size = network.input().output();
      Placeholder<TFloat32> image =
          tf.withName(SignatureNames.IMAGE)
              .placeholder(
                  TFloat32.class,
                  Placeholder.shape(Shape.of(-1, size.height(), size.width(), size.channels())));
      NetworkGraph built =
          NetworkGraph.forInference(tf, network, image, new Constants(tf, weights));
      name(tf, network, built);
      return graph.toGraphDef();
    }
  }

  private static void name(Ops tf, LayeredNetwork network, NetworkGraph built) {
    BundleInterface bundle = BundleInterface.of(network);
    tf.withName(bundle.modelOutput()).identity(built.output());
    if (bundle.modelOutput().equals(SignatureNames.PROBABILITIES)) {
      tf.withName(SignatureNames.LOGITS).identity(built.logits());
    } else if (bundle.modelOutput().equals(SignatureNames.LOGITS)) {
      Operand<TFloat32> logits = built.logits();
      tf.withName(SignatureNames.PROBABILITIES).nn.softmax(logits);
    }
  }

  private List<NodeDef> behind(List<String> outputs) {
    Deque<String> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (needed.add(name)) {
        node(name).getInputList().forEach(open::add);
      }
    }
    return nodes.values().stream()
        .filter(node -> needed.contains(node.getName()))
        .map(this::lean)
        .toList();
  }

  private NodeDef lean(NodeDef node) {
    NodeDef.Builder lean = node.toBuilder();
    ops.stripDefaults(lean, ops.of(node));
    return lean.build();
  }

  /** Every op of an inference graph has one output, so an input is a node's name. */
  private NodeDef node(String name) {
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("the graph has no node " + name);
    }
    return node;
  }
}
