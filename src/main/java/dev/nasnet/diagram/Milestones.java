package dev.nasnet.diagram;

import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
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
 * The layers where a network's parts begin and end, and what each part reads: found in the layer
 * list by walking back from one to the nearest others, so that the picture cannot differ from it.
 */
final class Milestones {
  private final Network network;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** What a part is, which chooses its colour. */
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
   * @param kind what it is
   * @param inputs the last layers of the parts that it reads, the nearest first
   */
  record Part(Layer layer, Kind kind, List<String> inputs) {
    /** Its name: a cell's block, or a word. */
    String title() {
      String name = layer.name();
      return switch (kind) {
        case IMAGE -> "image";
        case STEM -> "3×3 convolution";
        case NORMAL -> "normal cell " + name.replaceFirst("normal_concat_", "");
        case REDUCTION -> "reduction cell " + name.replaceFirst("reduction_concat_", "");
        case HEAD ->
            layer instanceof Layer.Dense dense && dense.activation() != HeadActivation.LINEAR
                ? dense.activation().kerasName()
                : name;
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

  /** From the image to the heads, in the order of the layer list. */
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
    } else if (layer.name().equals("stem_bn1")) {
      return Kind.STEM;
    } else if (layer instanceof Layer.Concatenate && layer.name().startsWith("normal_concat_")) {
      return Kind.NORMAL;
    } else if (layer instanceof Layer.Concatenate && layer.name().startsWith("reduction_concat_")) {
      return Kind.REDUCTION;
    }
    return null;
  }

  /** The parts that a walk back from a layer meets first; the later in the list, the nearer. */
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
