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
 * Creates the graph of a network for TensorBoard. The ops are renamed so that TensorBoard groups
 * them by block and layer: the op {@code normal_conv_1_0.Conv2D} becomes {@code
 * cell_0/normal_conv_1_0/Conv2D}.
 */
final class LayeredGraph {
  private static final String IMAGE = "image";

  private final Map<String, Block> blocks;
  private final GraphDef flat;

  /**
   * Creates the graph.
   *
   * @param network the network; layers that act only in training are omitted
   */
  LayeredGraph(Network network) {
    Network inference = network.forInference();
    blocks =
        inference.layers().stream()
            .collect(Collectors.toMap(Layer::name, layer -> layer.location().block()));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      long height = inference.spec().size().height();
      long width = inference.spec().size().width();
      var image =
          tf.withName(IMAGE)
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, height, width, 3)));
      NetworkGraph.build(tf, inference, image, new Mode.Inference(), new ResourceVariables(graph));
      flat = graph.toGraphDef();
    }
  }

  /** Returns the graph with the new names. */
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

  /**
   * Returns the new names by the old ones. An op without a layer, such as a constant, is placed
   * beside the op that reads it.
   */
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
            .map(LayeredGraph::opName)
            .filter(input -> !input.equals(IMAGE))
            .forEach(input -> names.putIfAbsent(input, place + input));
      }
    }
    return names;
  }

  private static String named(Map<String, String> names, String name) {
    return names.getOrDefault(name, name);
  }

  /**
   * Returns the op name in an input, without a leading {@code ^} and an output such as {@code :1}.
   */
  private static String opName(String input) {
    return input.replaceFirst("^\\^", "").replaceFirst(":\\d+$", "");
  }

  private static String input(Map<String, String> names, String input) {
    String name = opName(input);
    int start = input.indexOf(name);
    return input.substring(0, start) + named(names, name) + input.substring(start + name.length());
  }
}
