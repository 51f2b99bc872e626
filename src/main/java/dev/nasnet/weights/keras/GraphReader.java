package dev.nasnet.weights.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

  /**
   * Adds the layers that compute a tensor, each behind those that it reads, and returns the id of
   * the last; without recursion, for which a deep network would need too large a stack.
   */
  private String layer(String tensor) {
    Deque<Reading> path = new ArrayDeque<>();
    String output = enter(tensor, path);
    while (!path.isEmpty()) {
      Reading reading = path.element();
      if (reading.inputs.size() == reading.found.inputs().size()) {
        layers.put(reading.id, path.remove().layer());
      } else {
        String next = reading.found.inputs().get(reading.inputs.size());
        reading.inputs.add(enter(next, path));
      }
    }
    return output;
  }

  /** Returns the id of a tensor's layer, which is begun if it is not there. */
  private String enter(String tensor, Deque<Reading> path) {
    String id = graph.resolved(tensor);
    if (graph.isImage(id)) {
      return IMAGE;
    }
    if (!layers.containsKey(id)) {
      if (!open.add(id)) {
        throw new UnfollowedLayerException("the serving function reads itself");
      }
      path.push(new Reading(id, patterns.layer(graph.op(id))));
    }
    return id;
  }

  /** A layer of which the inputs are being read. */
  private static final class Reading {
    final String id;
    final LayerPatterns.Found found;
    final List<String> inputs = new ArrayList<>();

    Reading(String id, LayerPatterns.Found found) {
      this.id = id;
      this.found = found;
    }

    KerasLayer layer() {
      return new KerasLayer(
          id,
          found.name(),
          found.kerasClass(),
          new Config(found.config()),
          inputs,
          found.operand(),
          found.operandFirst(),
          found.name(),
          "");
    }
  }
}
