package dev.nasnet.cli;

import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableName;
import dev.nasnet.bundle.ClassMapping;
import dev.nasnet.bundle.ClassNames;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile.Loaded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Fits the classifier of a weights file to the data's classes by their names: unchanged if the
 * names are the same, with its columns in the data's order if only the order differs, and with new
 * weights if the names differ.
 *
 * @param network a network with a classifier of as many classes as the data has
 * @param fresh the network's new weights
 * @param data the names of the data's classes, in the order of their labels
 */
record ClassifierByName(Network network, Weights fresh, List<String> data) {
  /**
   * Returns the weights with the classifier for the data's classes.
   *
   * @param loaded the weights of the file
   * @param known the class names of the file, empty if it has none
   */
  Loaded of(Loaded loaded, List<String> known) {
    if (loaded.fresh().contains(VariableName.CLASSIFIER_KERNEL.toString())) {
      return loaded;
    }
    if (known.isEmpty()) {
      return with(
          loaded,
          loaded.weights(),
          loaded.fresh(),
          "the classifier is used unchanged, since the file has no class names");
    }
    // Without slim's background class, which is the first.
    List<String> names = known.subList(Math.max(0, known.size() - data.size()), known.size());
    if (ClassNames.same(names, data)) {
      return loaded;
    }
    List<String> ours = ClassNames.normalized(data);
    boolean isReordered =
        new HashSet<>(ours).size() == ours.size()
            && new HashSet<>(ours).equals(new HashSet<>(ClassNames.normalized(names)));
    return isReordered ? reordered(loaded, names) : renewed(loaded);
  }

  private Loaded reordered(Loaded loaded, List<String> names) {
    ClassMapping mapping = ClassMapping.byName(data, label -> true, names);
    List<NamedArray> arrays =
        loaded.weights().arrays().stream()
            .map(array -> isHead(array.name()) ? columns(array, mapping) : array)
            .toList();
    return with(
        loaded,
        Weights.of(arrays),
        loaded.fresh(),
        "the classifier's columns were put into the order of the data's classes, by name");
  }

  private Loaded renewed(Loaded loaded) {
    List<String> names = new ArrayList<>(loaded.fresh());
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : loaded.weights().arrays()) {
      boolean isNew = isHead(array.name()) && !names.contains(array.name());
      arrays.add(isNew ? fresh.get(array.name()) : array);
      if (isNew) {
        names.add(array.name());
      }
    }
    return with(
        loaded,
        Weights.of(arrays),
        names,
        "the classifier is new: the file's classes differ from those of the data");
  }

  private static Loaded with(Loaded loaded, Weights weights, List<String> fresh, String line) {
    List<String> report = new ArrayList<>(loaded.report());
    report.add(line);
    return new Loaded(weights, report, fresh);
  }

  private boolean isHead(String variable) {
    return VariableName.of(variable)
        .flatMap(VariableName::location)
        .filter(location -> location.role() == Role.CLASSIFIER)
        .isPresent();
  }

  /** Reorders the last axis, which is that of the classes in kernel and bias. */
  private static NamedArray columns(NamedArray array, ClassMapping mapping) {
    int classes = mapping.places().size();
    float[] from = array.values();
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int column = i % classes;
      to[i] = from[i - column + mapping.of(column)];
    }
    return new NamedArray(array.name(), array.shape(), to);
  }
}
