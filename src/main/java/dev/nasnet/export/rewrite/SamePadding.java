package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.Padding;
import java.util.List;
import java.util.Optional;

/**
 * Zeros around a convolution's input and VALID are SAME where SAME adds just these zeros. Pools are
 * left as they are: their SAME ignores the border.
 */
final class SamePadding implements Rewrite {
  @Override
  public void edit(Draft draft) {
    for (Layer.Conv2D layer : draft.layers(Layer.Conv2D.class)) {
      same(draft, layer, layer.window())
          .ifPresent(
              input -> {
                Window window = same(layer.window());
                draft.put(
                    new Layer.Conv2D(
                        layer.name(),
                        List.of(input),
                        layer.output(),
                        window,
                        layer.inputChannels(),
                        layer.bias()));
              });
    }
    for (Layer.DepthwiseConv2D layer : draft.layers(Layer.DepthwiseConv2D.class)) {
      same(draft, layer, layer.window())
          .ifPresent(
              input ->
                  draft.put(
                      new Layer.DepthwiseConv2D(
                          layer.name(), List.of(input), layer.output(), same(layer.window()))));
    }
  }

  /** The name of the unpadded input, where SAME pads it just so. */
  private static Optional<String> same(Draft draft, Layer layer, Window window) {
    if (window.padding() != Padding.VALID) {
      return Optional.empty();
    }
    return draft
        .input(layer, Layer.ZeroPadding2D.class)
        .filter(
            pad -> {
              OutputShape unpadded = draft.input(pad, 0).output();
              return same(window).border(unpadded).equals(pad.border());
            })
        .map(pad -> pad.inputs().get(0));
  }

  private static Window same(Window window) {
    return new Window(window.height(), window.width(), window.stride(), Padding.SAME);
  }
}
