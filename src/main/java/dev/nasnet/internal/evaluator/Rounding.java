package dev.nasnet.internal.evaluator;

import dev.nasnet.architecture.Layer;

/** What becomes of a layer's output before other layers read it. */
@FunctionalInterface
public interface Rounding {
  /** Float32 as it is computed. */
  Rounding NONE = (layer, output) -> output;

  /**
   * Rounds an output.
   *
   * @param layer the layer; the output of the first, the input layer, is the image
   * @param output of a classifier the logits
   */
  FeatureMap of(Layer layer, FeatureMap output);
}
