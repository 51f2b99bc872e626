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
  public void edit(EditableNetwork network) {
    Map<Layer, Layer> firsts = new HashMap<>();
    for (Layer then : network.layers(Layer.class)) {
      // Its inputs may have been replaced meanwhile.
      Layer layer = network.layer(then.name());
      if (layer.variables().isEmpty()) {
        Layer first = firsts.putIfAbsent(layer.anonymous(), layer);
        if (first != null) {
          network.replace(layer, first);
        }
      }
    }
  }
}
