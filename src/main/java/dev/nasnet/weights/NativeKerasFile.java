package dev.nasnet.weights;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.internal.hdf5.Hdf5Dataset;
import dev.nasnet.internal.hdf5.Hdf5File;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasLayer;
import dev.nasnet.weights.keras.KerasModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights in {@code .weights.h5}: a group a layer, called by its class and its number among the
 * layers of that class, with its arrays numbered in Keras's order. Layers' own names are not there.
 */
final class NativeKerasFile implements KerasArrays {
  private static final String LAYERS = "layers";

  /** The second is what Keras 2.12 and 2.13 wrote. */
  private static final List<String> ROOTS = List.of(LAYERS, "_layer_checkpoint_dependencies");

  private static final int MOST_NESTED = 16;

  private final String name;

  /** By group, such as {@code layers/conv2d}, then by number. */
  private final Map<String, Map<String, Hdf5Dataset>> groups = new LinkedHashMap<>();

  private NativeKerasFile(String name) {
    this.name = name;
  }

  static NativeKerasFile read(Hdf5File file, String name) {
    NativeKerasFile read = new NativeKerasFile(name);
    if (ROOTS.stream().noneMatch(file::has)) {
      throw new InvalidInputException(
          ("weights (%s) must hold Keras's weights; neither layer_names nor layers is there; save"
                  + " the model with Keras")
              .formatted(name));
    }
    read.model(file, "", "", 0);
    return read;
  }

  @Override
  public List<NamedArray> named(Network network) {
    Map<String, String> names = network.automaticNames();
    Set<String> left = new LinkedHashSet<>(groups.keySet());
    List<NamedArray> arrays = new ArrayList<>();
    for (Layer layer : network.weightedLayers()) {
      String group = LAYERS + "/" + names.get(layer.name());
      left.remove(group);
      arrays.addAll(of(layer, group));
    }
    for (String group : left) {
      groups
          .getOrDefault(group, Map.of())
          .forEach((number, dataset) -> arrays.add(array(group + "/vars/" + number, dataset)));
    }
    return arrays;
  }

  @Override
  public List<NamedArray> followed(KerasModel model) {
    List<NamedArray> arrays = new ArrayList<>();
    for (Layer ours : Network.of(model.spec()).weightedLayers()) {
      Optional<KerasLayer> theirs = model.layer(ours.name());
      theirs.ifPresent(layer -> arrays.addAll(of(ours, layer.group())));
    }
    return arrays;
  }

  private List<NamedArray> of(Layer layer, String group) {
    List<VariableSpec> variables = layer.variables();
    List<NamedArray> arrays = new ArrayList<>();
    groups
        .getOrDefault(group, Map.of())
        .forEach(
            (number, dataset) -> {
              boolean ours =
                  number.matches("\\d{1,2}") && Integer.parseInt(number) < variables.size();
              arrays.add(
                  array(
                      ours
                          ? variables.get(Integer.parseInt(number)).name()
                          : layer.name() + "/" + number,
                      dataset));
            });
    return arrays;
  }

  /** Reads the layers of a model, and those of the models within it. */
  private void model(Hdf5File file, String folder, String prefix, int depth) {
    if (depth > MOST_NESTED) {
      throw new InvalidInputException(
          "weights (%s) must have at most %d models within each other; save the model again"
              .formatted(name, MOST_NESTED));
    }
    for (String root : ROOTS) {
      for (String layer : file.names(folder + root)) {
        String path = folder + root + "/" + layer;
        String group = prefix + LAYERS + "/" + layer;
        Map<String, Hdf5Dataset> arrays = new LinkedHashMap<>();
        file.names(path + "/vars")
            .forEach(number -> arrays.put(number, file.dataset(path + "/vars/" + number)));
        if (!arrays.isEmpty()) {
          groups.putIfAbsent(group, arrays);
        }
        model(file, path + "/", group + "/", depth + 1);
      }
    }
  }

  private static NamedArray array(String name, Hdf5Dataset dataset) {
    return new NamedArray(name, dataset.shape(), dataset.values());
  }
}
