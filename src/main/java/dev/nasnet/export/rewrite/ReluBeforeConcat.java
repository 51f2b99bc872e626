package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The ReLU of tensors side by side is their ReLUs side by side. Before the concatenation most of
 * them cost nothing: the runtime fuses them into the convolution, or other layers read them too.
 *
 * <p>Where no ReLU would be shared with another layer, as in the reduction cells, the ReLU stays
 * behind the concatenation. TensorFlow's graph optimizer would move it back there, and with oneDNN
 * its next pass would then fail with an error in the log and leave all fusions out.
 */
final class ReluBeforeConcat implements Rewrite {
  @Override
  public void edit(Draft draft) {
    for (Layer.Concatenate concat : draft.layers(Layer.Concatenate.class)) {
      List<Layer> readers = draft.readers(concat);
      boolean onlyRelus = readers.stream().allMatch(Layer.Activation.class::isInstance);
      if (onlyRelus && !draft.answers(concat) && sharesRelu(draft, concat)) {
        pull(draft, concat, readers);
      }
    }
  }

  /** Whether another layer reads the ReLU of one of the inputs. */
  private static boolean sharesRelu(Draft draft, Layer concat) {
    return concat.inputs().stream()
        .map(draft::layer)
        .flatMap(input -> draft.readers(input).stream())
        .anyMatch(Layer.Activation.class::isInstance);
  }

  private static void pull(Draft draft, Layer.Concatenate concat, List<Layer> relus) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < concat.inputs().size(); i++) {
      Layer input = draft.input(concat, i);
      String name = "%s_relu_%s".formatted(concat.name(), i);
      draft.put(new Layer.Activation(name, List.of(input.name()), input.output()));
      inputs.add(name);
    }
    Layer rectified = concat.with(concat.name(), inputs);
    draft.put(rectified);
    relus.forEach(relu -> draft.replace(relu, rectified));
  }
}
