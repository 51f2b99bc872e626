package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import java.util.Optional;

/**
 * Replaces the two paths of the adjust block by one 2×2 convolution of stride 2. Its tap [0, 0] is
 * the kernel of the path over the even pixels, its tap [1, 1] that of the path over the odd pixels.
 * Where the size is odd, SAME adds the zeros that the padding of the second path adds.
 */
final class AdjustConvolution implements Rewrite {
  private static final Window SKIP = Window.square(1, 2, Padding.VALID);
  private static final Window BOTH = Window.square(2, 2, Padding.SAME);

  @Override
  public void edit(EditableNetwork network) {
    for (Layer.Concatenate concat : network.layers(Layer.Concatenate.class)) {
      if (concat.inputs().size() == 2) {
        Layer even = network.input(concat, 0);
        Layer odd = network.input(concat, 1);
        evenPixels(network, even)
            .filter(input -> oddPixels(network, odd).filter(input::equals).isPresent())
            .ifPresent(input -> join(network, concat, input));
      }
    }
  }

  private static void join(EditableNetwork network, Layer.Concatenate concat, Layer input) {
    int in = input.output().channels();
    int out = concat.output().channels();
    float[] kernel = new float[4 * in * out];
    copy(network.values(network.input(concat, 0), 0), kernel, 0, out, in);
    copy(network.values(network.input(concat, 1), 0), kernel, 3 * in * out + out / 2, out, in);
    Layer joined = new WeightedLayer.Conv2D(concat.call().reading(input.name()), BOTH, in, false);
    network.replace(concat, joined);
    network.set(joined, kernel);
  }

  /** Copies a kernel {@code [in, out / 2]} into one half of a tap {@code [in, out]}. */
  private static void copy(float[] from, float[] to, int offset, int out, int in) {
    for (int row = 0; row < in; row++) {
      System.arraycopy(from, row * (out / 2), to, offset + row * out, out / 2);
    }
  }

  /** The input of a 1×1 convolution over the even pixels, if the layer is one. */
  private static Optional<Layer> evenPixels(EditableNetwork network, Layer layer) {
    return projected(network, layer).map(pool -> network.input(pool, 0));
  }

  /** The input of a 1×1 convolution over the odd pixels, if the layer is one. */
  private static Optional<Layer> oddPixels(EditableNetwork network, Layer layer) {
    return projected(network, layer)
        .flatMap(pool -> network.input(pool, Layer.Cropping2D.class))
        .filter(crop -> crop.border().equals(new Border(1, 0, 1, 0)))
        .flatMap(crop -> network.input(crop, Layer.ZeroPadding2D.class))
        .filter(pad -> pad.border().equals(new Border(0, 1, 0, 1)))
        .map(pad -> network.input(pad, 0));
  }

  private static Optional<Layer.AveragePooling2D> projected(EditableNetwork network, Layer layer) {
    boolean pointwise =
        layer instanceof WeightedLayer.Conv2D conv
            && !conv.bias()
            && conv.window().equals(Window.square(1, 1, Padding.SAME));
    return pointwise
        ? network
            .input(layer, Layer.AveragePooling2D.class)
            .filter(pool -> pool.window().equals(SKIP))
        : Optional.empty();
  }
}
