package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The ReLU of tensors side by side is their ReLUs side by side. Before the concatenation most of
 * them cost nothing: the runtime fuses them into the convolution, or others need them too.
 */
final class ReluBeforeConcat implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    for (Layer.Concatenate concat : network.layers(Layer.Concatenate.class)) {
      List<Layer> readers = network.readers(concat);
      boolean onlyRelus = readers.stream().allMatch(Layer.Activation.class::isInstance);
      if (onlyRelus && !network.answers(concat)) {
        pull(network, concat, readers);
      }
    }
  }

  private static void pull(EditableNetwork network, Layer.Concatenate concat, List<Layer> relus) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < concat.inputs().size(); i++) {
      Layer input = network.input(concat, i);
      String name = "%s_relu_%s".formatted(concat.name(), i);
      network.put(new Layer.Activation(input.call().named(name).reading(input.name())));
      inputs.add(name);
    }
    Layer rectified = concat.reading(inputs);
    network.put(rectified);
    relus.forEach(relu -> network.replace(relu, rectified));
  }
}
