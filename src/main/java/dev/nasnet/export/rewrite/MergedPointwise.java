package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Replaces the sum of two pointwise convolutions by one convolution of the concatenated inputs. Its
 * kernel is the concatenation of both kernels, its bias the sum of both biases.
 */
final class MergedPointwise implements Rewrite {
  private static final Window POINT = Window.square(1, 1, Padding.SAME);

  @Override
  public void edit(EditableNetwork network) {
    for (Layer.Add sum : network.layers(Layer.Add.class)) {
      if (sum.inputs().size() == 2
          && network.input(sum, 0) instanceof WeightedLayer.Conv2D left
          && network.input(sum, 1) instanceof WeightedLayer.Conv2D right
          && merges(network, left)
          && merges(network, right)
          && !left.equals(right)) {
        merge(network, sum, left, right);
      }
    }
  }

  private static boolean merges(EditableNetwork network, WeightedLayer.Conv2D layer) {
    return layer.window().equals(POINT) && layer.bias() && network.hasOneReader(layer);
  }

  private static void merge(
      EditableNetwork network,
      Layer.Add sum,
      WeightedLayer.Conv2D left,
      WeightedLayer.Conv2D right) {
    int channels = left.inputChannels() + right.inputChannels();
    String name = sum.name() + "_inputs";
    List<String> inputs = List.of(left.inputs().get(0), right.inputs().get(0));
    network.put(
        new Layer.Concatenate(sum.call().named(name).reading(inputs).withChannels(channels)));
    Layer merged = new WeightedLayer.Conv2D(sum.call().reading(name), POINT, channels, true);
    network.set(
        merged,
        below(network.values(left, 0), network.values(right, 0)),
        added(network.values(left, 1), network.values(right, 1)));
    network.put(merged);
  }

  private static float[] below(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static float[] added(float[] first, float[] second) {
    float[] sum = first.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += second[i];
    }
    return sum;
  }
}
