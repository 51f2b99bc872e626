package dev.nasnet.diagram;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.WeightedLayer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a network and their inputs. They are derived from the layer list, by walking back
 * from the last layer of a part to the last layers of others, so that the diagram always agrees
 * with the network.
 */
final class Milestones {
  private final Network network;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** The kind of a part, which determines its colour. */
  enum Kind {
    IMAGE,
    STEM,
    NORMAL,
    REDUCTION,
    HEAD,
    AUXILIARY
  }

  /**
   * A part of the network.
   *
   * @param layer its last layer
   * @param kind the kind of part
   * @param inputs the names of the last layers of the parts that it reads, the nearest first
   */
  record Part(Layer layer, Kind kind, List<String> inputs) {
    /** The text in its box. */
    String title() {
      Block block = layer.location().block();
      return switch (kind) {
        case IMAGE -> "image";
        case STEM -> "3×3 convolution";
        case NORMAL -> "normal cell " + block.number();
        case REDUCTION -> "reduction cell " + block.name();
        case HEAD ->
            layer instanceof WeightedLayer.Dense dense
                    && dense.activation() != HeadActivation.LINEAR
                ? dense.activation().kerasName()
                : layer.name();
        case AUXILIARY -> "auxiliary head";
      };
    }
  }

  Milestones(Network network) {
    this.network = network;
    for (Layer layer : network.layers()) {
      Kind kind = kind(layer);
      if (kind != null) {
        parts.put(layer.name(), new Part(layer, kind, List.of()));
      }
    }
    parts.replaceAll((name, part) -> new Part(part.layer(), part.kind(), nearest(part.layer())));
  }

  /** Returns the parts from the image to the heads, in the order of the layer list. */
  List<Part> parts() {
    return List.copyOf(parts.values());
  }

  private @Nullable Kind kind(Layer layer) {
    if (layer instanceof Layer.InputLayer) {
      return Kind.IMAGE;
    } else if (layer.equals(network.output())) {
      return Kind.HEAD;
    } else if (network.auxiliaryOutput().filter(layer::equals).isPresent()) {
      return Kind.AUXILIARY;
    }
    return switch (layer.location().role()) {
      case STEM -> layer instanceof WeightedLayer.BatchNormalization ? Kind.STEM : null;
      case OUTPUT -> layer.location().block().reduces() ? Kind.REDUCTION : Kind.NORMAL;
      default -> null;
    };
  }

  /** Returns the parts that a walk back from a layer meets first, those later in the list first. */
  private List<String> nearest(Layer from) {
    Set<String> found = new HashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(from.inputs());
    while (!open.isEmpty()) {
      String name = open.pop();
      if (seen.add(name)) {
        if (parts.containsKey(name)) {
          found.add(name);
        } else {
          open.addAll(network.layer(name).inputs());
        }
      }
    }
    List<String> nearest = new ArrayList<>(parts.keySet());
    nearest.retainAll(found);
    Collections.reverse(nearest);
    return List.copyOf(nearest);
  }
}
