package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.SameWindow;
import java.util.List;
import java.util.function.BiFunction;

/** Zeros around a convolution's input and VALID become SAME, where they can. */
final class SamePadding implements Rewrite {
  @Override
  public void edit(Draft draft) {
    for (Layer.Conv2D layer : draft.layers(Layer.Conv2D.class)) {
      edit(
          draft,
          layer,
          layer.window(),
          (inputs, window) ->
              new Layer.Conv2D(
                  layer.name(),
                  inputs,
                  layer.output(),
                  window,
                  layer.inputChannels(),
                  layer.bias()));
    }
    for (Layer.DepthwiseConv2D layer : draft.layers(Layer.DepthwiseConv2D.class)) {
      edit(
          draft,
          layer,
          layer.window(),
          (inputs, window) ->
              new Layer.DepthwiseConv2D(layer.name(), inputs, layer.output(), window));
    }
  }

  private static void edit(
      Draft draft, Layer layer, Window window, BiFunction<List<String>, Window, Layer> with) {
    draft
        .input(layer, Layer.ZeroPadding2D.class)
        .ifPresent(
            pad ->
                SameWindow.of(window, pad, draft.input(pad, 0).output())
                    .ifPresent(same -> draft.put(with.apply(pad.inputs(), same))));
  }
}
