package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import java.util.HashMap;
import java.util.Map;

/**
 * Layers without variables that do the same with the same inputs become one: one ReLU where several
 * read a tensor, one pool where a cell adds it to itself.
 */
final class SharedLayers implements Rewrite {
  @Override
  public void edit(Draft draft) {
    Map<Layer, Layer> firsts = new HashMap<>();
    for (Layer then : draft.layers(Layer.class)) {
      // Its inputs may have been replaced meanwhile.
      Layer layer = draft.layer(then.name());
      if (layer.variables().isEmpty()) {
        Layer first = firsts.putIfAbsent(layer.with("", layer.inputs()), layer);
        if (first != null) {
          draft.replace(layer, first);
        }
      }
    }
  }
}
