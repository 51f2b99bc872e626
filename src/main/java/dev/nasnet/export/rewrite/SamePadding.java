package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.SameWindow;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import java.util.List;
import java.util.function.BiFunction;

/** Replaces zero padding and a VALID convolution by a SAME one, where SAME adds the same zeros. */
final class SamePadding implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    for (WeightedLayer.Conv2D layer : network.layers(WeightedLayer.Conv2D.class)) {
      edit(
          network,
          layer,
          layer.window(),
          (inputs, window) ->
              new WeightedLayer.Conv2D(
                  layer.call().reading(inputs), window, layer.inputChannels(), layer.bias()));
    }
    for (WeightedLayer.DepthwiseConv2D layer :
        network.layers(WeightedLayer.DepthwiseConv2D.class)) {
      edit(
          network,
          layer,
          layer.window(),
          (inputs, window) ->
              new WeightedLayer.DepthwiseConv2D(layer.call().reading(inputs), window));
    }
  }

  private static void edit(
      EditableNetwork network,
      Layer layer,
      Window window,
      BiFunction<List<String>, Window, Layer> with) {
    network
        .input(layer, Layer.ZeroPadding2D.class)
        .ifPresent(
            pad ->
                SameWindow.of(window, pad, network.input(pad, 0).output())
                    .ifPresent(same -> network.put(with.apply(pad.inputs(), same))));
  }
}
