package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import java.util.HashMap;
import java.util.Map;

/**
 * Merges layers without variables that compute the same from the same inputs: several ReLUs of a
 * tensor, or the two equal pools that a cell adds.
 */
final class SharedLayers implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    Map<Layer, Layer> firsts = new HashMap<>();
    for (Layer then : network.layers(Layer.class)) {
      // Its inputs may have been replaced in the meantime.
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
