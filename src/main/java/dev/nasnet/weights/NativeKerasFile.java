package dev.nasnet.weights;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.internal.hdf5.Hdf5Dataset;
import dev.nasnet.internal.hdf5.Hdf5File;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights in {@code .weights.h5}: a group a layer, called by its class and its number among the
 * layers of that class, with its arrays numbered in Keras's order. Layers' own names are not there.
 */
final class NativeKerasFile {
  /** The second is what Keras 2.12 and 2.13 wrote. */
  private static final List<String> ROOTS = List.of("layers", "_layer_checkpoint_dependencies");

  private NativeKerasFile() {}

  static List<NamedArray> read(Hdf5File file, String name, Network network) {
    String root =
        ROOTS.stream()
            .filter(file::has)
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        ("weights (%s) must hold Keras's weights; neither layer_names nor layers is"
                                + " there; save the model with Keras")
                            .formatted(name)));
    Map<String, String> ordinals = network.ordinals();
    Set<String> left = new LinkedHashSet<>(file.names(root));
    List<NamedArray> arrays = new ArrayList<>();
    for (Layer layer : network.weightedLayers()) {
      String ordinal = ordinals.get(layer.name());
      left.remove(ordinal);
      arrays.addAll(known(file, root + "/" + ordinal + "/vars", layer));
    }
    left.forEach(group -> arrays.addAll(unknown(file, root + "/" + group + "/vars")));
    return arrays;
  }

  private static List<NamedArray> known(Hdf5File file, String group, Layer layer) {
    Set<String> there = file.names(group);
    List<VariableSpec> variables = layer.variables();
    List<NamedArray> arrays = new ArrayList<>();
    for (String number : there) {
      boolean ours = number.matches("\\d{1,2}") && Integer.parseInt(number) < variables.size();
      String name =
          ours ? variables.get(Integer.parseInt(number)).name() : layer.name() + "/" + number;
      arrays.add(array(file, group + "/" + number, name));
    }
    return arrays;
  }

  private static List<NamedArray> unknown(Hdf5File file, String group) {
    return file.names(group).stream()
        .map(number -> array(file, group + "/" + number, group + "/" + number))
        .toList();
  }

  private static NamedArray array(Hdf5File file, String path, String name) {
    Hdf5Dataset dataset = file.dataset(path);
    return new NamedArray(name, dataset.shape(), dataset.values());
  }
}
