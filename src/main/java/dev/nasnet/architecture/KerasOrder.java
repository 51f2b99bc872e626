package dev.nasnet.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which Keras lists the layers of a functional model ({@code map_graph} of {@code
 * keras/src/ops/function.py}): by depth from the outputs, then by first visit. Weight files without
 * names have this order.
 */
final class KerasOrder {
  private final Map<String, Layer> byName = new HashMap<>();
  private final Set<String> visited = new HashSet<>();
  private final List<Layer> postOrder = new ArrayList<>();

  private KerasOrder(List<Layer> layers) {
    layers.forEach(layer -> byName.put(layer.name(), layer));
  }

  static List<Layer> sort(List<Layer> layers, List<String> outputs) {
    KerasOrder order = new KerasOrder(layers);
    outputs.forEach(order::visit);
    Map<String, Integer> depths = order.depths();
    return order.postOrder.stream()
        .sorted(
            // Of one depth, no layer is visited within another, so that the first visited is first.
            Comparator.comparingInt(layer -> -depths.getOrDefault(layer.name(), 0)))
        .toList();
  }

  /**
   * Visits layers depth first, each once; without recursion, for which a deep network would need
   * too large a stack.
   */
  private void visit(String output) {
    Deque<Visit> path = new ArrayDeque<>();
    enter(output, path);
    while (!path.isEmpty()) {
      Visit visit = path.element();
      if (visit.next == visit.layer.inputs().size()) {
        postOrder.add(path.remove().layer);
      } else {
        enter(visit.layer.inputs().get(visit.next++), path);
      }
    }
  }

  private void enter(String name, Deque<Visit> path) {
    Layer layer = byName.get(name);
    if (layer == null) {
      throw new IllegalStateException("no layer " + name);
    }
    if (visited.add(name)) {
      path.push(new Visit(layer));
    }
  }

  private Map<String, Integer> depths() {
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (int i = postOrder.size() - 1; i >= 0; i--) {
      Layer layer = postOrder.get(i);
      int depth = depths.merge(layer.name(), 0, Math::max);
      layer.inputs().forEach(input -> depths.merge(input, depth + 1, Math::max));
    }
    return depths;
  }

  private static final class Visit {
    final Layer layer;
    int next;

    Visit(Layer layer) {
      this.layer = layer;
    }
  }
}
