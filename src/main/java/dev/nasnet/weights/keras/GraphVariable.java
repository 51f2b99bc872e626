package dev.nasnet.weights.keras;

import java.util.List;

/**
 * A variable that an operation of a serving function reads.
 *
 * @param layer the name of its layer
 * @param attribute its name in the layer, such as {@code kernel}
 * @param shape its dimensions
 */
record GraphVariable(String layer, String attribute, List<Integer> shape) {
  /** Reads a variable's operation, which Keras names {@code scopes/layer/attribute_1}. */
  static GraphVariable of(GraphOp op) {
    String[] parts = op.node().getName().split("/", -1);
    String layer = parts.length > 1 ? parts[parts.length - 2] : "";
    return new GraphVariable(layer, parts[parts.length - 1].replaceFirst("_\\d+$", ""), op.shape());
  }

  /** A dimension, counted from the last; 0 where there is none. */
  int fromLast(int place) {
    return place <= shape.size() ? shape.get(shape.size() - place) : 0;
  }
}
