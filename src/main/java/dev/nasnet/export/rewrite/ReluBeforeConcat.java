package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayerCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces the ReLU of a concatenation by the concatenation of ReLUs. Most of these cost nothing:
 * the runtime fuses them into the convolution before them, or another layer needs them too.
 */
final class ReluBeforeConcat implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    for (Layer.Concatenate concat : network.layers(Layer.Concatenate.class)) {
      List<Layer> readers = network.readers(concat);
      boolean onlyRelus = readers.stream().allMatch(Layer.Activation.class::isInstance);
      if (onlyRelus && !network.isOutput(concat)) {
        pull(network, concat, readers);
      }
    }
  }

  private static void pull(EditableNetwork network, Layer.Concatenate concat, List<Layer> relus) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < concat.inputs().size(); i++) {
      Layer input = network.input(concat, i);
      String name = "%s_relu_%s".formatted(concat.name(), i);
      network.put(
          new Layer.Activation(
              new LayerCall(name, concat.location(), List.of(input.name()), input.output())));
      inputs.add(name);
    }
    Layer rectified = concat.reading(inputs);
    network.put(rectified);
    relus.forEach(relu -> network.replace(relu, rectified));
  }
}
