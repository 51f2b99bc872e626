package dev.nasnet.tensorboard;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.ResourceVariables;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
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
  private static final String IMAGE = "image";

  private final Map<String, Block> blocks;
  private final GraphDef flat;

  /**
   * @param network any; what acts only in training is left out
   */
  LayeredGraph(Network network) {
    Network answering = network.forInference();
    blocks =
        answering.layers().stream()
            .collect(Collectors.toMap(Layer::name, layer -> layer.location().block()));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      long height = answering.spec().size().height();
      long width = answering.spec().size().width();
      var image =
          tf.withName(IMAGE)
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, height, width, 3)));
      NetworkGraph.build(tf, answering, image, new Mode.Inference(), new ResourceVariables(graph));
      flat = graph.toGraphDef();
    }
  }

  /** The renamed graph. */
  GraphDef definition() {
    Map<String, String> names = names();
    GraphDef.Builder layered = flat.toBuilder().clearNode();
    for (NodeDef node : flat.getNodeList()) {
      NodeDef.Builder renamed = node.toBuilder().setName(named(names, node.getName())).clearInput();
      node.getInputList().forEach(input -> renamed.addInput(input(names, input)));
      layered.addNode(renamed);
    }
    return layered.build();
  }

  /** New names by old ones; what has none of its own, a constant, stands where it is read. */
  private Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    for (NodeDef node : flat.getNodeList()) {
      String path = node.getName().replace('.', '/');
      Block block = blocks.get(path.replaceFirst("/.*", ""));
      if (block != null) {
        names.put(node.getName(), block + "/" + path);
      }
    }
    for (NodeDef node : flat.getNodeList()) {
      String reader = names.get(node.getName());
      if (reader != null) {
        String place = reader.substring(0, reader.lastIndexOf('/') + 1);
        node.getInputList().stream()
            .map(LayeredGraph::plain)
            .filter(input -> !input.equals(IMAGE))
            .forEach(input -> names.putIfAbsent(input, place + input));
      }
    }
    return names;
  }

  private static String named(Map<String, String> names, String name) {
    return names.getOrDefault(name, name);
  }

  /** An op's name within an input's: that may have {@code ^} before it or {@code :1} behind. */
  private static String plain(String input) {
    return input.replaceFirst("^\\^", "").replaceFirst(":\\d+$", "");
  }

  private static String input(Map<String, String> names, String input) {
    String plain = plain(input);
    int at = input.indexOf(plain);
    return input.substring(0, at) + named(names, plain) + input.substring(at + plain.length());
  }
}
