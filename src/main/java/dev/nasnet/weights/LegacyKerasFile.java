package dev.nasnet.weights;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.internal.hdf5.Hdf5Dataset;
import dev.nasnet.internal.hdf5.Hdf5File;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights in legacy HDF5: the attribute {@code layer_names} and, in each layer's group, {@code
 * weight_names}; long rows are split as {@code layer_names0}, {@code layer_names1}, …. Where any
 * layer bears a name of the network's, names decide; where none does, the order.
 */
final class LegacyKerasFile {
  private static final String LAYER_NAMES = "layer_names";

  private final Hdf5File file;
  private final String root;
  private final String name;
  private final Map<String, Layer> known = new HashMap<>();
  private final List<Layer> ordered;

  /** A layer in the file. */
  private record Saved(String name, List<String> weights) {}

  LegacyKerasFile(Hdf5File file, String root, String name, Network network) {
    this.file = file;
    this.root = root;
    this.name = name;
    ordered = network.weightedLayers();
    ordered.forEach(layer -> known.put(layer.name(), layer));
  }

  /** Whether a group holds weights in this form. */
  static boolean stands(Hdf5File file, String root) {
    return !names(file, root, LAYER_NAMES).isEmpty();
  }

  List<NamedArray> read() {
    List<Saved> layers =
        names(file, root, LAYER_NAMES).stream()
            .map(layer -> new Saved(layer, names(file, path(layer), "weight_names")))
            .filter(layer -> !layer.weights().isEmpty())
            .toList();
    boolean named =
        layers.stream()
            .flatMap(layer -> layer.weights().stream().map(weight -> owner(layer, weight)))
            .anyMatch(known::containsKey);
    List<NamedArray> arrays = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      arrays.addAll(named || i >= ordered.size() ? byName(layers.get(i)) : byOrder(layers, i));
    }
    return arrays;
  }

  private List<NamedArray> byName(Saved layer) {
    List<NamedArray> arrays = new ArrayList<>();
    for (int i = 0; i < layer.weights().size(); i++) {
      String weight = layer.weights().get(i);
      String owner = owner(layer, weight);
      arrays.add(array(layer, weight, owner + "/" + attribute(layer, i, known.get(owner))));
    }
    return arrays;
  }

  private List<NamedArray> byOrder(List<Saved> layers, int index) {
    Saved layer = layers.get(index);
    List<VariableSpec> variables = ordered.get(index).variables();
    if (layer.weights().size() != variables.size()) {
      throw new InvalidInputException(
          "weights (%s) must have the network's layers, by name or in order; layer %d is %s with %d"
                  .formatted(name, index, layer.name(), layer.weights().size())
              + " arrays, where %s has %d; check --preset and --spec"
                  .formatted(ordered.get(index).name(), variables.size()));
    }
    List<NamedArray> arrays = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      arrays.add(array(layer, layer.weights().get(i), variables.get(i).name()));
    }
    return arrays;
  }

  private NamedArray array(Saved layer, String weight, String ours) {
    Hdf5Dataset dataset = file.dataset(path(layer.name()) + "/" + weight);
    return new NamedArray(ours, dataset.shape(), dataset.values());
  }

  /** A model within a model is one layer, whose arrays bear their own layers' names. */
  private String owner(Saved layer, String weight) {
    String[] parts = plain(weight).split("/", -1);
    String inner = parts.length > 1 ? parts[parts.length - 2] : "";
    return !known.containsKey(layer.name()) && known.containsKey(inner) ? inner : layer.name();
  }

  /** The last part of a weight's name; where that is none of the layer's, its number decides. */
  private String attribute(Saved saved, int index, @org.jspecify.annotations.Nullable Layer layer) {
    String plain = plain(saved.weights().get(index));
    String last = plain.substring(plain.lastIndexOf('/') + 1);
    if (layer == null) {
      return last;
    }
    List<String> attributes = layer.variables().stream().map(VariableSpec::attribute).toList();
    boolean counted = attributes.size() == saved.weights().size();
    return attributes.contains(last) || !counted ? last : attributes.get(index);
  }

  /** Without TensorFlow's {@code :0}. */
  private static String plain(String weight) {
    return weight.replaceAll(":\\d+$", "");
  }

  private String path(String layer) {
    return root.isEmpty() ? layer : root + "/" + layer;
  }

  private static List<String> names(Hdf5File file, String path, String attribute) {
    List<String> names = new ArrayList<>(file.texts(path, attribute));
    for (int part = 0; ; part++) {
      List<String> more = file.texts(path, attribute + part);
      if (more.isEmpty()) {
        return names;
      }
      names.addAll(more);
    }
  }
}
