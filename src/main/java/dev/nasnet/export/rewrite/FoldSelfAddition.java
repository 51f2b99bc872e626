package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes the addition of a tensor to itself, as in the normal cell's fourth combination. Instead
 * the rows of all kernels that read the sum, through ReLUs, pools and concatenations, are doubled,
 * which is exact. Where the sum reaches anything other than kernels, it is kept.
 */
final class FoldSelfAddition implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    for (Layer.Add sum : network.layers(Layer.Add.class)) {
      List<String> inputs = sum.inputs();
      if (inputs.size() == 2 && inputs.get(0).equals(inputs.get(1))) {
        kernels(network, sum, new Channels(0, sum.output().channels()))
            .ifPresent(
                kernels -> {
                  kernels.forEach(kernel -> kernel.doubleIn(network));
                  network.replace(sum, network.input(sum, 0));
                });
      }
    }
  }

  /** A range of channels, {@code to} exclusive. */
  private record Channels(int from, int to) {
    Channels shifted(int channels) {
      return new Channels(from + channels, to + channels);
    }
  }

  /** The rows of a kernel that read a range of channels. */
  private record Rows(Layer layer, Channels channels) {
    void doubleIn(EditableNetwork network) {
      float[] kernel = network.values(layer, 0).clone();
      int outputs = layer instanceof Layer.Conv2D ? layer.output().channels() : 1;
      int inputs = layer.variables().get(0).shape().get(2);
      for (int i = 0; i < kernel.length; i++) {
        int row = i / outputs % inputs;
        kernel[i] *= row >= channels.from() && row < channels.to() ? 2 : 1;
      }
      network.set(layer, kernel);
    }
  }

  /** All kernels that a range of channels reaches; empty if it reaches anything else. */
  private static Optional<List<Rows>> kernels(
      EditableNetwork network, Layer layer, Channels channels) {
    List<Rows> all = new ArrayList<>();
    for (Layer reader : network.readers(layer)) {
      Optional<List<Rows>> found = reader(network, layer, reader, channels);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(found.get());
    }
    return network.isOutput(layer) ? Optional.empty() : Optional.of(all);
  }

  private static Optional<List<Rows>> reader(
      EditableNetwork network, Layer layer, Layer reader, Channels channels) {
    if (reader instanceof Layer.Conv2D || reader instanceof Layer.DepthwiseConv2D) {
      return Optional.of(List.of(new Rows(reader, channels)));
    } else if (reader instanceof Layer.Concatenate) {
      return sideBySide(network, layer, reader, channels);
    }
    boolean passes =
        reader instanceof Layer.Activation
            || reader instanceof Layer.ZeroPadding2D
            || reader instanceof Layer.Cropping2D
            || reader instanceof Layer.AveragePooling2D
            || reader instanceof Layer.MaxPooling2D;
    return passes ? kernels(network, reader, channels) : Optional.empty();
  }

  private static Optional<List<Rows>> sideBySide(
      EditableNetwork network, Layer layer, Layer concat, Channels channels) {
    List<Rows> all = new ArrayList<>();
    int before = 0;
    for (String input : concat.inputs()) {
      if (input.equals(layer.name())) {
        Optional<List<Rows>> found = kernels(network, concat, channels.shifted(before));
        if (found.isEmpty()) {
          return Optional.empty();
        }
        all.addAll(found.get());
      }
      before += network.layer(input).output().channels();
    }
    return Optional.of(all);
  }
}
