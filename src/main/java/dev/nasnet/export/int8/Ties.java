package dev.nasnet.export.int8;

import java.util.HashMap;
import java.util.Map;

/** Tensors that must have one scale: sets that are united pair by pair. */
final class Ties {
  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, Range> ranges;

  Ties(Map<String, Range> ranges) {
    this.ranges = new HashMap<>(ranges);
  }

  /** Sets the range of a tensor. */
  void put(String tensor, Range range) {
    ranges.put(tensor, range);
  }

  /** Unites the sets of two tensors; their range is that of both. */
  void unite(String one, String other) {
    String first = root(one);
    String second = root(other);
    if (!first.equals(second)) {
      Range both = range(first).union(range(second));
      parents.put(second, first);
      ranges.put(first, both);
    }
  }

  /** Returns the range of a tensor's set. */
  Range range(String tensor) {
    String root = root(tensor);
    Range range = ranges.get(root);
    if (range == null) {
      throw new IllegalStateException("no range was measured for " + root);
    }
    return range;
  }

  private String root(String tensor) {
    String root = tensor;
    for (String parent = parents.get(root); parent != null; parent = parents.get(root)) {
      root = parent;
    }
    return root;
  }
}
