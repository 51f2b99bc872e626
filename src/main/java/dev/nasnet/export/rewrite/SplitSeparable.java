package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;

/** Splits separable convolutions into two layers, to which the other rewrites then apply. */
final class SplitSeparable implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    network.layers(WeightedLayer.SeparableConv2D.class).forEach(layer -> split(network, layer));
  }

  private static void split(EditableNetwork network, WeightedLayer.SeparableConv2D layer) {
    int channels = layer.inputChannels();
    String name = layer.name() + "_depthwise";
    Layer depthwise =
        new WeightedLayer.DepthwiseConv2D(
            layer.call().named(name).withChannels(channels), layer.window());
    Layer pointwise =
        new WeightedLayer.Conv2D(
            layer.call().reading(name), Window.square(1, 1, Padding.SAME), channels, false);
    network.put(depthwise);
    network.set(depthwise, network.values(layer, 0));
    network.set(pointwise, network.values(layer, 1));
    network.put(pointwise);
  }
}
