package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.Padding;
import java.util.Arrays;
import java.util.List;

/**
 * Two pointwise convolutions that are added are one over both inputs side by side, with one kernel
 * below the other.
 */
final class MergedPointwise implements Rewrite {
  private static final Window POINT = Window.square(1, 1, Padding.SAME);

  @Override
  public void edit(Draft draft) {
    for (Layer.Add sum : draft.layers(Layer.Add.class)) {
      if (sum.inputs().size() == 2
          && draft.input(sum, 0) instanceof Layer.Conv2D left
          && draft.input(sum, 1) instanceof Layer.Conv2D right
          && merges(draft, left)
          && merges(draft, right)
          && !left.equals(right)) {
        merge(draft, sum, left, right);
      }
    }
  }

  private static boolean merges(Draft draft, Layer.Conv2D layer) {
    return layer.window().equals(POINT) && layer.bias() && draft.hasOneReader(layer);
  }

  private static void merge(Draft draft, Layer.Add sum, Layer.Conv2D left, Layer.Conv2D right) {
    int channels = left.inputChannels() + right.inputChannels();
    OutputShape both = sum.output().withChannels(channels);
    String name = sum.name() + "_inputs";
    draft.put(
        new Layer.Concatenate(name, List.of(left.inputs().get(0), right.inputs().get(0)), both));
    Layer merged = new Layer.Conv2D(sum.name(), List.of(name), sum.output(), POINT, channels, true);
    draft.set(
        merged,
        below(draft.values(left, 0), draft.values(right, 0)),
        added(draft.values(left, 1), draft.values(right, 1)));
    draft.put(merged);
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
