package dev.nasnet.weights.keras;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Reads the layers of a SavedModel that has no description, such as Keras 3's export, from the
 * operations of its serving function. An operation that is part of no known layer becomes a layer
 * of the operation's type, which no NASNet has.
 */
final class GraphReader {
  private static final String IMAGE = "the image";
  private static final int LONGEST_PATH = 3000;

  private final ServingGraph graph;
  private final LayerPatterns patterns;
  private final Map<String, KerasLayer> layers = new LinkedHashMap<>();
  private final Set<String> open = new HashSet<>();

  private GraphReader(ServingGraph graph) {
    this.graph = graph;
    patterns = new LayerPatterns(graph);
  }

  static LayerGraph read(MetaGraphDef metaGraph) {
    GraphReader reader = new GraphReader(ServingGraph.of(metaGraph));
    String output = reader.layer(reader.graph.output());
    List<Integer> shape = reader.graph.imageShape();
    if (shape.size() != 3) {
      throw new UnfollowedLayerException(
          "the input (serving_default) must have a batch of images of rank 4");
    }
    return new LayerGraph(reader.layers, IMAGE, shape, output);
  }

  /** Adds the layer that computes a tensor behind those that it reads; gives its id. */
  private String layer(String tensor) {
    String id = graph.resolved(tensor);
    if (graph.isImage(id)) {
      return IMAGE;
    }
    if (layers.containsKey(id)) {
      return id;
    }
    if (!open.add(id) || open.size() - layers.size() > LONGEST_PATH) {
      throw new UnfollowedLayerException("the serving function reads itself");
    }
    LayerPatterns.Found found = patterns.layer(graph.op(id));
    List<String> inputs = new ArrayList<>();
    for (String input : found.inputs()) {
      inputs.add(layer(input));
    }
    layers.put(
        id,
        new KerasLayer(
            id,
            found.name(),
            found.kerasClass(),
            new Config(found.config()),
            inputs,
            found.operand(),
            found.operandFirst(),
            found.name(),
            ""));
    return id;
  }
}
