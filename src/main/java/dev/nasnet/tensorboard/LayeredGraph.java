package dev.nasnet.tensorboard;

import dev.nasnet.architecture.Network;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.ResourceVariables;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * The graph that answers, with names that TensorBoard folds by block and layer: {@code
 * cell_0/normal_conv_1_0/Conv2D} where the op is {@code normal_conv_1_0.Conv2D}.
 */
final class LayeredGraph {
  private final Map<String, String> blocks;
  private final GraphDef flat;

  /**
   * @param network any; what acts only in training is left out
   */
  LayeredGraph(Network network) {
    Network answering = network.forInference();
    blocks = answering.blocks();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      long height = answering.spec().size().height();
      long width = answering.spec().size().width();
      var image =
          tf.withName("image")
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, height, width, 3)));
      NetworkGraph.build(tf, answering, image, new Mode.Inference(), new ResourceVariables(graph));
      flat = graph.toGraphDef();
    }
  }

  GraphDef definition() {
    GraphDef.Builder layered = flat.toBuilder().clearNode();
    for (NodeDef node : flat.getNodeList()) {
      NodeDef.Builder renamed = node.toBuilder().setName(layered(node.getName())).clearInput();
      node.getInputList().forEach(input -> renamed.addInput(layered(input)));
      layered.addNode(renamed);
    }
    return layered.build();
  }

  /** An op's name, or an input's: with {@code ^} before it or {@code :1} behind. */
  private String layered(String name) {
    if (name.startsWith("^")) {
      return "^" + layered(name.substring(1));
    }
    String path = name.replace('.', '/');
    String block = blocks.get(path.replaceFirst("[/:].*", ""));
    return block == null ? path : block + "/" + path;
  }
}
