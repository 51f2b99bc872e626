package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayerCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces the ReLU of a concatenation by the concatenation of ReLUs. Most of these cost nothing:
 * the runtime fuses them into the convolution before them, or another layer needs them too.
 *
 * <p>Where no ReLU would be shared with another layer, as in the reduction cells, the ReLU stays
 * behind the concatenation. TensorFlow's graph optimizer would move it back there, and with oneDNN
 * its next pass would then fail with an error in the log and skip all fusions.
 */
final class ReluBeforeConcat implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    for (Layer.Concatenate concat : network.layers(Layer.Concatenate.class)) {
      List<Layer> readers = network.readers(concat);
      boolean onlyRelus = readers.stream().allMatch(Layer.Activation.class::isInstance);
      if (onlyRelus && !network.isOutput(concat) && sharesRelu(network, concat)) {
        pull(network, concat, readers);
      }
    }
  }

  /** Whether another layer reads the ReLU of one of the inputs. */
  private static boolean sharesRelu(EditableNetwork network, Layer concat) {
    return concat.inputs().stream()
        .map(network::layer)
        .flatMap(input -> network.readers(input).stream())
        .anyMatch(Layer.Activation.class::isInstance);
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
