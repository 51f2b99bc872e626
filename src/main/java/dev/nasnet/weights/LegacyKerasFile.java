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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Weights in legacy HDF5: the attribute {@code layer_names} and, in each layer's group, {@code
 * weight_names}; long rows are split as {@code layer_names0}, {@code layer_names1}, …. The order
 * decides where it agrees with all names that the network has, and where the network has none of
 * the names; otherwise names decide.
 */
final class LegacyKerasFile implements KerasArrays {
  private static final String LAYER_NAMES = "layer_names";

  private final String name;
  private final List<Saved> layers;

  /**
   * A layer in the file.
   *
   * @param arrays by the names that the file has for them
   */
  private record Saved(String name, List<NamedArray> arrays) {}

  private LegacyKerasFile(String name, List<Saved> layers) {
    this.name = name;
    this.layers = layers;
  }

  /** Whether a group holds weights in this form. */
  static boolean stands(Hdf5File file, String root) {
    return !names(file, root, LAYER_NAMES).isEmpty();
  }

  static LegacyKerasFile read(Hdf5File file, String root, String name) {
    String folder = root.isEmpty() ? "" : root + "/";
    List<Saved> layers = new ArrayList<>();
    for (String layer : names(file, root, LAYER_NAMES)) {
      List<NamedArray> arrays = new ArrayList<>();
      for (String weight : names(file, folder + layer, "weight_names")) {
        Hdf5Dataset dataset = file.dataset(folder + layer + "/" + weight);
        arrays.add(new NamedArray(plain(weight), dataset.shape(), dataset.values()));
      }
      if (!arrays.isEmpty()) {
        layers.add(new Saved(layer, arrays));
      }
    }
    return new LegacyKerasFile(name, layers);
  }

  @Override
  public List<NamedArray> named(Network network) {
    List<Layer> ordered = network.weightedLayers();
    Map<String, Layer> known = new HashMap<>();
    ordered.forEach(layer -> known.put(layer.name(), layer));
    boolean named =
        !isInPlace(ordered, known)
            && layers.stream()
                .flatMap(layer -> layer.arrays().stream().map(array -> owner(layer, array, known)))
                .anyMatch(known::containsKey);
    List<NamedArray> arrays = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Saved layer = layers.get(i);
      arrays.addAll(
          named || i >= ordered.size() ? byName(layer, known) : byOrder(i, ordered.get(i)));
    }
    return arrays;
  }

  /**
   * Returns whether each layer that the network has by name is at its place in the network's order,
   * and each other layer has the shapes of the layer at its place. Such files are read by order, as
   * Keras reads them: the program that wrote Keras's published weights had other names for the
   * first right branch of reduction cells, {@code separable_conv_1_reduction_1_stem_1} for {@code
   * separable_conv_1_reduction_right1_stem_1}.
   */
  private boolean isInPlace(List<Layer> ordered, Map<String, Layer> known) {
    if (layers.size() > ordered.size()) {
      return false;
    }
    for (int i = 0; i < layers.size(); i++) {
      Saved layer = layers.get(i);
      Layer ours = ordered.get(i);
      List<List<Integer>> shapes = layer.arrays().stream().map(NamedArray::shape).toList();
      boolean fits =
          known.containsKey(layer.name())
              ? layer.name().equals(ours.name())
              : shapes.equals(ours.variables().stream().map(VariableSpec::shape).toList());
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<NamedArray> followed(KerasModel model) {
    Map<String, Saved> groups = new HashMap<>();
    layers.forEach(layer -> groups.put(layer.name(), layer));
    List<NamedArray> arrays = new ArrayList<>();
    for (Layer ours : Network.of(model.spec()).weightedLayers()) {
      Optional<KerasLayer> theirs = model.layer(ours.name());
      Optional<Saved> saved = theirs.map(layer -> groups.get(layer.outer()));
      if (theirs.isPresent() && saved.isPresent()) {
        arrays.addAll(of(ours, theirs.get(), saved.get()));
      }
    }
    return arrays;
  }

  /** The arrays of a layer; in a model within a model they have their own layer's name. */
  private static List<NamedArray> of(Layer ours, KerasLayer theirs, Saved saved) {
    boolean nested = !theirs.outer().equals(theirs.name()) || theirs.id().indexOf('/') >= 0;
    if (!nested) {
      List<NamedArray> arrays = new ArrayList<>();
      for (int i = 0; i < saved.arrays().size(); i++) {
        NamedArray array = saved.arrays().get(i);
        arrays.add(renamed(array, ours.name() + "/" + attribute(saved, i, ours)));
      }
      return arrays;
    }
    return saved.arrays().stream()
        .filter(array -> parent(array).equals(theirs.name()))
        .map(array -> renamed(array, ours.name() + "/" + last(array)))
        .toList();
  }

  private static List<NamedArray> byName(Saved layer, Map<String, Layer> known) {
    List<NamedArray> arrays = new ArrayList<>();
    for (int i = 0; i < layer.arrays().size(); i++) {
      NamedArray array = layer.arrays().get(i);
      String owner = owner(layer, array, known);
      arrays.add(renamed(array, owner + "/" + attribute(layer, i, known.get(owner))));
    }
    return arrays;
  }

  private List<NamedArray> byOrder(int index, Layer ours) {
    Saved layer = layers.get(index);
    List<VariableSpec> variables = ours.variables();
    if (layer.arrays().size() != variables.size()) {
      throw new InvalidInputException(
          "weights (%s) must have the network's layers, by name or in order; layer %d is %s with %d"
                  .formatted(name, index, layer.name(), layer.arrays().size())
              + " arrays, where %s has %d; check `preset` and `spec`"
                  .formatted(ours.name(), variables.size()));
    }
    List<NamedArray> arrays = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      arrays.add(renamed(layer.arrays().get(i), variables.get(i).name()));
    }
    return arrays;
  }

  private static NamedArray renamed(NamedArray array, String ours) {
    return new NamedArray(ours, array.shape(), array.values());
  }

  /** A model within a model is one layer; its arrays have their own layers' names. */
  private static String owner(Saved layer, NamedArray array, Map<String, Layer> known) {
    String inner = parent(array);
    return !known.containsKey(layer.name()) && known.containsKey(inner) ? inner : layer.name();
  }

  /** The last part of a weight's name; where that is none of the layer's, its number decides. */
  private static String attribute(Saved saved, int index, @Nullable Layer layer) {
    String last = last(saved.arrays().get(index));
    if (layer == null) {
      return last;
    }
    List<String> attributes = layer.variables().stream().map(VariableSpec::attribute).toList();
    boolean counted = attributes.size() == saved.arrays().size();
    return attributes.contains(last) || !counted ? last : attributes.get(index);
  }

  private static String parent(NamedArray array) {
    String[] parts = array.name().split("/", -1);
    return parts.length > 1 ? parts[parts.length - 2] : "";
  }

  private static String last(NamedArray array) {
    return array.name().substring(array.name().lastIndexOf('/') + 1);
  }

  /** Without TensorFlow's {@code :0}. */
  private static String plain(String weight) {
    return weight.replaceAll(":\\d+$", "");
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
