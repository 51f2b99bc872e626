package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.Padding;
import java.util.List;

/** A separable convolution as its two halves, which the other rewrites can then see. */
final class SplitSeparable implements Rewrite {
  @Override
  public void edit(Draft draft) {
    draft.layers(Layer.SeparableConv2D.class).forEach(layer -> split(draft, layer));
  }

  private static void split(Draft draft, Layer.SeparableConv2D layer) {
    int channels = layer.inputChannels();
    OutputShape between = layer.output().withChannels(channels);
    String name = layer.name() + "_depthwise";
    Layer depthwise = new Layer.DepthwiseConv2D(name, layer.inputs(), between, layer.window());
    Layer pointwise =
        new Layer.Conv2D(
            layer.name(),
            List.of(name),
            layer.output(),
            Window.square(1, 1, Padding.SAME),
            channels,
            false);
    draft.put(depthwise);
    draft.set(depthwise, draft.values(layer, 0));
    draft.set(pointwise, draft.values(layer, 1));
    draft.put(pointwise);
  }
}
